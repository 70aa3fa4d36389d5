/**
 * Builds the desk application from web/ into dist/web, and serves it in development with /api passed to the node.
 *
 * Promises: nothing is fetched from an outside host; only the languages that have a catalogue are carried. Refuses:
 * to inline files as data: addresses (the content security policy does not allow them).
 */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** The languages of React Aria's own strings that we ship; the others would add 90 KiB to the first load. */
const ARIA_LANGUAGES = new Set(["en-US", "ru-RU"]);

/** Drops React Aria's built-in strings of languages that have no catalogue here; it falls back to English by itself. */
function onlyOurLanguages(): Plugin {
  const strings =
    /[\\/](?:react-aria|react-stately|react-aria-components)[\\/]dist[\\/].*[\\/]([a-z]{2}-[A-Z]{2})\.mjs$/;
  return {
    name: "only-our-languages",
    enforce: "pre",
    load(id) {
      const language = strings.exec(id)?.[1];
      if (language === undefined || ARIA_LANGUAGES.has(language)) return null;
      return "export default undefined;";
    },
  };
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here("web"),
  publicDir: here("web/public"),
  plugins: [onlyOurLanguages(), react()],
  build: {
    outDir: here("dist/web"),
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    port: 5173,
    proxy: { "/api": { target: process.env["TAMGA_DEV_API"] ?? "http://127.0.0.1:8080", changeOrigin: false } },
    fs: { allow: [here(".")] },
  },
});
