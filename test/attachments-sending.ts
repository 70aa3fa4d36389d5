/** How tests and benchmarks put a file on a record: begin, send, wait. */
import { createHash } from "node:crypto";
import { beginAttachment, sendAttachment, attachmentState } from "../src/recoveries/attachment.contract.ts";
import type { Person, World } from "./world.ts";

export const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export interface Sent {
  readonly status: number;
  readonly body: {
    readonly code?: string;
    readonly received?: number;
    readonly sealed?: boolean;
    readonly title?: string;
    readonly detail?: string;
  };
}

/** One request with bytes from an offset. */
export async function sendBytes(
  world: World,
  person: Person,
  id: string,
  at: number,
  bytes: Uint8Array,
): Promise<Sent> {
  const response = await fetch(`${world.address}/api/v1/attachments/${id}/bytes?at=${at}`, {
    method: sendAttachment.method,
    headers: {
      cookie: person.cookie,
      "tamga-request": "1",
      "tamga-purpose": "investigation",
      "accept-language": "en",
      "content-type": "application/octet-stream",
    },
    body: new Uint8Array(bytes),
  });
  return { status: response.status, body: (await response.json()) as Sent["body"] };
}

export interface On {
  readonly kind: "recovery" | "firearm" | "draft";
  readonly id: string;
  readonly position?: number;
}

/** Begins and sends; gives the id. Fails where the node refuses. */
export async function attach(
  world: World,
  person: Person,
  on: On,
  bytes: Buffer,
  name = "IMG_0001.jpg",
): Promise<string> {
  const begun = await person.do(beginAttachment, { body: { on, name, size: bytes.length, sha256: hashOf(bytes) } });
  const sent = await sendBytes(world, person, begun.id, 0, bytes);
  if (sent.status !== 200) throw new Error(`sending: ${sent.status} ${JSON.stringify(sent.body)}`);
  return begun.id;
}

/** Waits until the copies are there, or will not come. */
export async function drawn(person: Person, id: string, seconds = 40): Promise<string> {
  for (let tries = 0; tries < seconds * 10; tries += 1) {
    const { copies } = await person.do(attachmentState, { params: { id } });
    if (copies !== "waiting") return copies;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the copies did not come");
}
