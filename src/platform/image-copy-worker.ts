/**
 * The thread that draws copies of a photograph. The decoders (libvips and its codecs) run as WebAssembly: what a hostile
 * picture breaks, it breaks inside a memory of its own, without files and without a network.
 *
 * Promises: three JPEG forms, upright, in sRGB, on white where the original was transparent, with no metadata at all.
 * Refuses: a picture larger than the limit, asked again of the decoder's own header before a pixel is decoded.
 */
import { parentPort } from "node:worker_threads";
import Vips from "wasm-vips";
import type { CopyForm, DrawAnswer, DrawOrder } from "./image-copy.ts";

// No dynamic modules: HEIF, JPEG XL and SVG are not decoded here.
const vips = await Vips({
  dynamicLibraries: [],
  // What the decoders think of a hostile picture is told by the answer, not on the terminal.
  preRun: (module: { ENV: Record<string, string> }) => {
    module.ENV["VIPS_WARNING"] = "0";
  },
});
vips.concurrency(1);
vips.Cache.max(0);

/** Longest edge of each form in pixels (null: as taken) and JPEG quality. */
const forms: readonly { readonly form: CopyForm; readonly edge: number | null; readonly quality: number }[] = [
  { form: "full", edge: null, quality: 88 },
  { form: "view", edge: 1600, quality: 82 },
  { form: "thumb", edge: 320, quality: 74 },
];

type Image = InstanceType<typeof vips.Image>;

/** A colour profile that is broken is passed over: the mark matters, its hue does not. */
function inScreenColours(image: Image): Image {
  try {
    if (image.getTypeof("icc-profile-data") !== 0) return image.iccTransform("srgb", { embedded: true });
  } catch {
    // Falls through to the plain conversion.
  }
  return image.colourspace("srgb");
}

function draw(order: DrawOrder): DrawAnswer {
  const held: Image[] = [];
  const hold = (image: Image): Image => {
    held.push(image);
    return image;
  };
  try {
    // Line by line: a photograph is never unpacked as a whole, except to be turned.
    let image = hold(vips.Image.newFromBuffer(order.bytes, "", { access: "sequential", fail_on: "truncated" }));
    if (image.width * image.height > order.mostPixels) return { fault: "attachment-pixels" };
    const turned = image.getTypeof("orientation") !== 0 && image.getInt("orientation") > 1;
    if (image.hasAlpha()) image = hold(image.flatten({ background: [255, 255, 255] }));
    image = hold(inScreenColours(image));
    if (turned) image = hold(hold(image.copyMemory()).autorot());
    const copies: { form: CopyForm; width: number; height: number; bytes: Uint8Array }[] = [];
    let source: Uint8Array = order.bytes;
    for (const { form, edge, quality } of forms) {
      const one =
        edge === null
          ? image
          : hold(vips.Image.thumbnailBuffer(source, edge, { height: edge, size: "down", no_rotate: true }));
      const bytes = one.writeToBuffer(".jpg", { Q: quality, keep: 0 });
      copies.push({ form, width: one.width, height: one.height, bytes });
      // Each smaller form is drawn from the one before it, which is clean already.
      source = bytes;
    }
    return { copies };
  } catch {
    return { fault: "attachment-broken" };
  } finally {
    for (const image of held) image.delete();
  }
}

parentPort?.on("message", (order: DrawOrder) => {
  const answer = draw(order);
  parentPort?.postMessage(
    answer,
    "copies" in answer ? answer.copies.map(({ bytes }) => bytes.buffer as ArrayBuffer) : [],
  );
});
