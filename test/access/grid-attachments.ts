/**
 * The grid's rows for photographs and documents. Adding is asked on each recovery and weapon as adding a ground or a reading
 * is; what is done with one attachment is asked on one that is not there, and in test/attachments.test.ts on real ones; who
 * reaches which row is the wall's test.
 */
import {
  attachmentProgress, attachmentState, beginAttachment, changeAttachment, listAttachments, readAttachmentCopy, readDocument, releaseOriginal, removeAttachment,
  sendAttachment, withdrawAttachment,
} from "../../src/recoveries/attachment.contract.ts"; // prettier-ignore
import type { World } from "../world.ts";
import type { Furnished } from "./furnish.ts";
import type { GridRow } from "./grid.ts";
import type { Thing } from "./oracle.ts";

const nowhere = "01900000-0000-7000-8000-000000000000";
const bodyOn = (kind: string, id: string) => ({ body: { on: { kind, id }, name: "a.jpg", size: 10 } });
const queryOn = (kind: string, id: string) => ({ query: { on: kind, id } });
const onThing =
  (input: (kind: string, id: string) => object) =>
  async (_: World, __: Furnished, thing: Thing): Promise<object> =>
    input(thing.kind, thing.id);
const missing =
  (extra: object = {}) =>
  () => ({ params: { id: nowhere }, ...extra });

export const attachmentRows: readonly GridRow[] = [
  {
    contract: beginAttachment,
    operation: "add-ground",
    kinds: ["recovery"],
    changes: true,
    sample: () => bodyOn("recovery", nowhere),
    on: onThing(bodyOn),
  },
  {
    contract: beginAttachment,
    operation: "add-reading",
    kinds: ["firearm"],
    changes: true,
    sample: () => bodyOn("firearm", nowhere),
    on: onThing(bodyOn),
  },
  {
    contract: listAttachments,
    operation: "read",
    kinds: ["recovery", "firearm"],
    changes: false,
    sample: () => queryOn("recovery", nowhere),
    on: onThing(queryOn),
  },
  {
    contract: attachmentProgress,
    operation: "who-can-see",
    kinds: ["recovery", "firearm"],
    changes: false,
    sample: () => queryOn("recovery", nowhere),
    on: onThing(queryOn),
  },
  { contract: attachmentState, operation: "who-can-see", kinds: [], changes: false, sample: missing() },
  {
    contract: sendAttachment,
    operation: "who-can-see",
    kinds: [],
    changes: true,
    sample: missing({ query: { at: 0 } }),
  },
  {
    contract: readAttachmentCopy,
    operation: "read",
    kinds: [],
    changes: false,
    sample: () => ({ params: { id: nowhere, form: "view" } }),
  },
  { contract: readDocument, operation: "read", kinds: [], changes: false, sample: missing() },
  {
    contract: releaseOriginal,
    operation: "export",
    kinds: [],
    changes: false,
    sample: missing({ body: { reason: "court" } }),
  },
  {
    contract: changeAttachment,
    operation: "who-can-see",
    kinds: [],
    changes: true,
    sample: missing({ body: { caption: "x" } }),
  },
  {
    contract: withdrawAttachment,
    operation: "who-can-see",
    kinds: [],
    changes: true,
    sample: missing({ body: { reason: "slip" } }),
  },
  { contract: removeAttachment, operation: "who-can-see", kinds: [], changes: true, sample: missing() },
];
