/**
 * The API's documentation, served from the program itself: /api/openapi.json and a page that reads without scripts.
 */
import type { Hono } from "hono";
import type { HttpBindings } from "@hono/node-server";

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly "x-permission": string;
  readonly "x-journal": string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly schema: unknown;
    readonly description?: string;
  }[];
  readonly requestBody?: unknown;
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: unknown }>>;
}

const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
const json = (value: unknown): string => `<pre>${escape(JSON.stringify(value, null, 2))}</pre>`;

function section(path: string, method: string, operation: Operation): string {
  const parameters = operation.parameters
    .map(
      (one) =>
        `<tr><td><code>${escape(one.name)}</code></td><td>${one.in}${one.required ? ", required" : ""}</td><td>${escape(one.description ?? JSON.stringify(one.schema))}</td></tr>`,
    )
    .join("");
  return `<section id="${escape(operation.operationId)}"><h3><span>${method.toUpperCase()}</span> <code>${escape(path)}</code></h3>
<p>${escape(operation.summary)}</p><p class="meta"><code>${escape(operation.operationId)}</code> · permission <code>${escape(operation["x-permission"])}</code> · journal <code>${escape(operation["x-journal"])}</code></p>
${parameters === "" ? "" : `<table><thead><tr><th>Parameter</th><th>Where</th><th>What</th></tr></thead><tbody>${parameters}</tbody></table>`}
${operation.requestBody === undefined ? "" : `<details><summary>Body</summary>${json(operation.requestBody)}</details>`}
<details><summary>Answers</summary>${json(operation.responses)}</details></section>`;
}

/** The page as HTML, from an OpenAPI document. */
export function apiDocsPage(document: Readonly<Record<string, unknown>>): string {
  const paths = document["paths"] as Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const rooms = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? "");
  const contents = [...rooms].map(
    ([room, list]) => `<li><a href="#room-${escape(room)}">${escape(room)}</a> (${list.length})</li>`,
  );
  const body = [...rooms].map(
    ([room, list]) =>
      `<h2 id="room-${escape(room)}">${escape(room)}</h2>${list.map((one) => section(one.path, one.method, one.operation)).join("")}`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>Tamga API</title><style>
:root{color-scheme:light dark}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:light-dark(#1b2733,#e6ebf0);background:light-dark(#fdfcf9,#10171e)}
h3 span{font-size:.8em;padding:.1em .5em;border:1px solid;border-radius:3px}.meta{opacity:.85}pre{overflow:auto;padding:.75rem;background:light-dark(#f1efe8,#1a242e)}table{border-collapse:collapse;width:100%}td,th{text-align:start;padding:.25rem .5rem;border-block-end:1px solid light-dark(#d8d4c8,#2c3a47)}a{color:light-dark(#1f4b99,#9dbcf2)}section{border-block-start:1px solid light-dark(#d8d4c8,#2c3a47)}
</style></head><body><main><h1>Tamga API</h1><p>${escape((document["info"] as { description: string }).description)}</p>
<p>Errors are <code>application/problem+json</code> with a stable <code>code</code>, the fields that are wrong and a way out. Lists are paged with <code>after</code> and <code>next</code>. The machine-readable description is <a href="/api/openapi.json">openapi.json</a>.</p>
<nav aria-label="Rooms"><ul>${contents.join("")}</ul></nav>${body.join("")}</main></body></html>`;
}

export function mountApiDocs(
  app: Hono<{ Bindings: HttpBindings }>,
  document: () => Readonly<Record<string, unknown>>,
): void {
  let text: string | undefined;
  app.get("/api/openapi.json", (c) => c.json(document()));
  app.get("/api/docs", (c) => {
    text ??= apiDocsPage(document());
    c.header(
      "Content-Security-Policy",
      "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    return c.html(text);
  });
}
