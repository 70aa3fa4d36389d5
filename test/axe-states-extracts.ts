/**
 * What axe judges of extracts: one beside the one before it, its report, its rows by what became of them, a record that is gone, the
 * feed of a register, a register that is closed to the purpose at hand.
 */
import { readImport } from "../src/registers/import.contract.ts";
import { changeRegister, listRecords } from "../src/registers/register.contract.ts";
import type { Visit } from "./axe-states.ts";
import { importAll, newRegister } from "./importing.ts";
import type { World } from "./world.ts";

const head = "record number,serial,model,type,calibre,reason,date lost\n";
const row = (n: number, serial = `AB ${300_000 + n}`): string =>
  `R-${n},${serial},${n % 5 === 0 ? "Kочерга" : "ПМ"},пистолет,${n % 3 === 0 ? "762" : "9x18"},похищен,2024-0${1 + (n % 9)}-1${n % 9}\n`;

export async function extractStatesOf(world: World): Promise<readonly Visit[]> {
  const keeper = await world.person("police.keeper");
  const register = await newRegister(keeper);
  const all = Array.from({ length: 60 }, (_, n) => n);
  await importAll(world, keeper, head + all.map((n) => row(n)).join(""), {
    name: "october.csv",
    target: "register",
    register,
  });
  const second = await importAll(
    world,
    keeper,
    head +
      all
        .slice(0, 40)
        .map((n) => row(n, n === 7 ? "AB 999997" : undefined))
        .join("") +
      row(90) +
      row(90),
    { name: "november.csv", target: "register", register },
  );
  for (let wait = 0; wait < 200; wait += 1) {
    if ((await keeper.do(readImport, { params: { id: second.id } })).comparison !== null) break;
    world.node.jobs.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const [gone] = (await keeper.do(listRecords, { query: { register, standing: "absent" } })).items;
  const [changed] = (await keeper.do(listRecords, { query: { register, q: "AB999997" } })).items;
  const closed = await newRegister(keeper, "licensed");
  await importAll(world, keeper, `${head}${row(1)}`, { name: "closed.csv", target: "register", register: closed });
  await keeper.do(changeRegister, {
    params: { id: closed },
    body: { purposes: ["tracing", "matching"], legalBasis: "Law 12, article 4" },
  });
  return [
    {
      name: "import, an extract beside the one before",
      path: `/imports/${second.id}`,
      who: "police.keeper",
      ready: ".extract-changes",
      narrow: true,
    },
    { name: "import, rows added", path: `/imports/${second.id}?fate=added`, who: "police.keeper", ready: "[data-row]" },
    {
      name: "report on an extract",
      path: `/imports/${second.id}/report`,
      who: "police.keeper",
      ready: ".report-part",
      narrow: true,
    },
    {
      name: "register, records gone",
      path: `/registers/${register}?goneWith=${second.id}`,
      who: "police.keeper",
      ready: "[data-row]",
      narrow: true,
    },
    {
      name: "register, its feed",
      path: `/registers/${register}`,
      who: "police.keeper",
      ready: "[data-row]",
      opens: [".page-actions button >> nth=1"],
    },
    {
      name: "register record, gone",
      path: `/registers/records/${gone?.id ?? ""}`,
      who: "police.keeper",
      ready: ".facts",
      narrow: true,
    },
    {
      name: "register record, changed",
      path: `/registers/records/${changed?.id ?? ""}`,
      who: "police.keeper",
      ready: ".changed-records",
    },
    {
      name: "register, closed to the purpose",
      path: `/registers/${closed}`,
      who: "police.analyst",
      ready: ".answer-title",
    },
  ];
}
