/**
 * The page maker: a document definition becomes a PDF, with typefaces that ship with the program.
 *
 * Promises: Cyrillic and Latin in one face, figures of serials in a face where 0 and O differ; nothing is fetched from
 * anywhere. Refuses: any address or file besides its own typefaces.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import type { TDocumentDefinitions } from "pdfmake/interfaces.d.ts";

const require = createRequire(import.meta.url);

/** What is used of the page maker: its own types name its browser build. */
interface PageMaker {
  readonly virtualfs: { writeFileSync(name: string, bytes: Uint8Array): void };
  setFonts(fonts: Readonly<Record<string, Readonly<Record<string, string>>>>): void;
  setUrlAccessPolicy(allows: (url: string) => boolean): void;
  setLocalAccessPolicy(allows: (path: string) => boolean): void;
  createPdf(document: TDocumentDefinitions): { getBuffer(): Promise<Uint8Array> };
}

const sans = "@expo-google-fonts/ibm-plex-sans";
const mono = "@expo-google-fonts/ibm-plex-mono";
const families = {
  Plex: {
    normal: `${sans}/400Regular/IBMPlexSans_400Regular.ttf`,
    bold: `${sans}/600SemiBold/IBMPlexSans_600SemiBold.ttf`,
    italics: `${sans}/400Regular_Italic/IBMPlexSans_400Regular_Italic.ttf`,
    bolditalics: `${sans}/600SemiBold_Italic/IBMPlexSans_600SemiBold_Italic.ttf`,
  },
  PlexMono: {
    normal: `${mono}/400Regular/IBMPlexMono_400Regular.ttf`,
    bold: `${mono}/600SemiBold/IBMPlexMono_600SemiBold.ttf`,
  },
} as const;

/** Read past its end by the page maker's font reader where the last glyph is empty (the space of the mono face). */
const padding = new Uint8Array(64);

let maker: PageMaker | undefined;

/** Loaded at the first report: it is large. */
async function pageMaker(): Promise<PageMaker> {
  if (maker !== undefined) return maker;
  const { default: made } = (await import("pdfmake")) as unknown as { default: PageMaker };
  const fonts: Record<string, Record<string, string>> = {};
  for (const [family, faces] of Object.entries(families)) {
    fonts[family] = {};
    for (const [style, file] of Object.entries(faces)) {
      const name = basename(file);
      made.virtualfs.writeFileSync(name, Buffer.concat([readFileSync(require.resolve(file)), padding]));
      fonts[family][style] = name;
    }
  }
  made.setFonts(fonts);
  made.setUrlAccessPolicy(() => false);
  made.setLocalAccessPolicy(() => false);
  maker = made;
  return made;
}

/** Makes the PDF; some hundred milliseconds for a few pages. */
export async function makePdf(document: TDocumentDefinitions): Promise<Uint8Array> {
  return (await pageMaker()).createPdf(document).getBuffer();
}
