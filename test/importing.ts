/** What the tests of imports share: sending files, waiting for the background, a made-up register. */
import type { CallOutput } from "../src/platform/contract.ts";
import { createLog } from "../src/platform/log.ts";
import { sweepTasks } from "../src/matching/sweep-job.ts";
import { registerTasks } from "../src/registers/import-job.ts";
import { importView, previewImport, readImport, settleImport, startImport } from "../src/registers/import.contract.ts";
import { createRegister } from "../src/registers/register.contract.ts";
import { openWorld, testConfig, type Person, type World } from "./world.ts";

export type Run = CallOutput<typeof readImport>;

/** A world whose imports run in small chunks, so that there is much between their beginning and their end. */
export async function openImportWorld(): Promise<World> {
  return openWorld({
    config: testConfig({ TAMGA_UPLOAD_MAX_MB: "8" }),
    parts: {
      tasks: (database) => ({
        ...registerTasks(database, createLog("silent"), undefined, { chunkRows: 250 }),
        ...sweepTasks(database, createLog("silent")),
      }),
    },
  });
}

/** Sends raw bytes and gives the answer, whatever it is. */
export async function tryUpload(
  world: World,
  person: Person,
  bytes: Uint8Array | string,
  query: Record<string, string>,
): Promise<{ status: number; body: Run & { code?: string } }> {
  const response = await fetch(`${world.address}/api/v1/imports?${new URLSearchParams(query).toString()}`, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      "tamga-request": "1",
      "accept-language": "en",
      "content-type": "application/octet-stream",
      "tamga-purpose": "training-demo",
    },
    body: bytes as BodyInit,
  });
  return { status: response.status, body: (await response.json()) as Run & { code?: string } };
}

export async function upload(
  world: World,
  person: Person,
  bytes: Uint8Array | string,
  query: Record<string, string>,
): Promise<Run> {
  const { status, body } = await tryUpload(world, person, bytes, query);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return importView.parse(body);
}

let registers = 0;
export async function newRegister(keeper: Person, kind = "lost-stolen"): Promise<string> {
  registers += 1;
  return (
    await keeper.do(createRegister, {
      body: { code: `register-${registers}`, kind, en: `Register ${registers}`, ru: `Учёт ${registers}` },
    })
  ).id;
}

/** Waits until the background is done with the run. */
export async function settled(world: World, person: Person, id: string, seconds = 60): Promise<Run> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    const run = await person.do(readImport, { params: { id } });
    if (!["running", "undoing"].includes(run.state)) return run;
    world.node.jobs.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the import does not end");
}

/** Uploads, takes the proposed mapping and imports. */
export async function importAll(
  world: World,
  person: Person,
  bytes: Uint8Array | string,
  query: Record<string, string>,
  options: Record<string, unknown> = {},
  seconds = 60,
): Promise<Run> {
  const { id } = await upload(world, person, bytes, query);
  const { mapping } = await person.do(previewImport, { params: { id } });
  await person.do(settleImport, { params: { id }, body: { mapping, options } });
  await person.do(startImport, { params: { id } });
  return settled(world, person, id, seconds);
}

/** A national register extract as neighbours publish them; every weapon in it is made up. */
export const header =
  "brandmodel,producer,weapontype,weaponkind,weaponseries,weaponnumber,weaponcaliber,trunks,graduationyear,organunit,reasonsearch,insertdate,theftdate";
export function extract(count: number, first = 1): string {
  const lines = Array.from({ length: count }, (_, index) => {
    const n = first + index;
    const series = ["ЖЯ", "BБ", "", "КР"][n % 4] ?? "";
    return `${["АК74", "ПМ", "ТОЗ8М", "НАГАН"][n % 4]},ВІТЧИЗНЯНЕ,НАРІЗНА,${["АВТОМАТ", "ПІСТОЛЕТ", "ГВИНТІВКА", "РЕВОЛЬВЕР"][n % 4]},${series},${700_000 + n * 7},${["545", "9.0", "5.6", "762.0"][n % 4]},1,${1950 + (n % 60)}.0,ВІДДІЛ ${n % 9},${n % 2 === 0 ? "ВТРАТА" : "ВИКРАДЕННЯ"},2014-03-29T00:00:00,${2000 + (n % 15)}-0${1 + (n % 9)}-1${n % 9}T00:00:00`;
  });
  return `${[header, ...lines].join("\n")}\n`;
}
