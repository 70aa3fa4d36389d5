/**
 * The built desk application, the API's documentation and the verifier page, served from the program itself.
 *
 * Refuses: any path outside the built files; a file that is not there gives the application's first page, so that every
 * address of a view can be opened and sent.
 */
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";
import type { Hono } from "hono";
import type { HttpBindings } from "@hono/node-server";

const built = fileURLToPath(new URL("../../dist/web/", import.meta.url));

const mediaTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".png": "image/png",
  ".ico": "image/x-icon",
};

interface WebFile {
  readonly body: Buffer;
  readonly brotli: Buffer | null;
  readonly type: string;
  readonly etag: string;
  readonly immutable: boolean;
}

function loadFiles(folder: string): Map<string, WebFile> {
  const files = new Map<string, WebFile>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return files;
  }
  for (const name of names) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const body = readFileSync(path);
    const type = mediaTypes[extname(name)] ?? "application/octet-stream";
    const text = /javascript|css|html|json|svg/.test(type);
    files.set(`/${relative(folder, path).replaceAll("\\", "/")}`, {
      body,
      type,
      brotli:
        text && body.length > 1024
          ? brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
          : null,
      etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`,
      immutable: name.startsWith("assets"),
    });
  }
  return files;
}

export function mountWeb(app: Hono<{ Bindings: HttpBindings }>): void {
  let files: Map<string, WebFile> | undefined;
  app.get("*", (c) => {
    files ??= loadFiles(built);
    const path = decodeURI(new URL(c.req.url).pathname);
    const file = files.get(path) ?? (extname(path) === "" ? files.get("/index.html") : undefined);
    if (file === undefined) {
      return c.text(files.size === 0 ? "The desk application is not built: run `npm run build`." : "Not found", 404);
    }
    c.header("ETag", file.etag);
    c.header("Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache");
    c.header("Vary", "Accept-Encoding");
    if (c.req.header("if-none-match") === file.etag) return c.body(null, 304);
    c.header("Content-Type", file.type);
    if (file.brotli !== null && (c.req.header("accept-encoding") ?? "").includes("br")) {
      c.header("Content-Encoding", "br");
      return c.body(new Uint8Array(file.brotli));
    }
    return c.body(new Uint8Array(file.body));
  });
}
