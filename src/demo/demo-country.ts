/**
 * Loading the demonstration country (reference-data/demo-country) into an empty node.
 *
 * Promises: it loads once; a load that was cut off goes on at the next start and doubles nothing; several programs on one
 * database take turns; what is in the records came there through the actions of its people. Refuses: to put an invented
 * person beside a real one (Problem 409 "data-is-not-demo"); a password that is known beforehand.
 */
import type { DemoOptions, DemoPerson } from "../command/demo.ts";
import { settingOf } from "../platform/settings.ts";
import { syncRoles } from "../access/people.store.ts";
import { matchNow } from "../matching/matcher.ts";
import { setClock } from "../platform/clock.ts";
import { Database } from "../platform/database.ts";
import { say } from "../platform/words.ts";
import { readDemoFiles, readDemoPeople, type DemoCitizen } from "./demo-files.ts";
import { keptPassword, makePassword, numbersOf, putSetting, setPasswords, settleCountry } from "./demo-people.ts";
import { importRegister } from "./demo-registers.ts";
import { settleHit, tellRecovery, type Story, type Weapons } from "./demo-story.ts";

/** Any constant will do; it must only be the same in every program. */
const lockKey = 5_204_118_773n;

const marker = "demo.loaded";

async function isLoaded(database: Database): Promise<boolean> {
  return (await database.asSystem("tamga_keeper", (tx) => settingOf(tx, marker))) !== undefined;
}

/** The password of earlier starts, or a new one that is set for everybody. */
async function passwordOf(options: DemoOptions, database: Database, people: readonly DemoCitizen[]): Promise<string> {
  const { dataDir } = options.config;
  const kept = keptPassword(dataDir);
  if (kept !== null) return kept;
  const made = makePassword(dataDir, people, say(options.language, "demo", "sign-in-file"));
  await database.asSystem("tamga_keeper", (tx) => setPasswords(tx, people, made));
  return made;
}

async function loadStory(options: DemoOptions, database: Database): Promise<void> {
  const { language, signal, log, config } = options;
  const label = (key: string): string => say(language, "demo", `loading.${key}`);
  const files = readDemoFiles();
  await syncRoles(database);

  const country = options.progress(label("country"), files.people.length);
  await settleCountry(database, files, await passwordOf(options, database, files.people));
  country.update(files.people.length);
  country.end(
    say(language, "demo", "loaded.country", { institutions: files.institutions.length, people: files.people.length }),
  );

  const story: Story = {
    stage: { database, config, clock: setClock(new Date()) },
    files,
    numbers: await numbersOf(database),
    log,
  };
  const registers = options.progress(label("registers"), files.registers.length);
  let rows = 0;
  for (const [index, register] of files.registers.entries()) {
    if (signal.aborted) return;
    rows += await importRegister(story, register, signal);
    registers.update(index + 1);
  }
  registers.end(say(language, "demo", "loaded.registers", { count: rows }));

  const recoveries = options.progress(label("recoveries"), files.recoveries.length);
  const weapons: Weapons = new Map();
  for (const [index, recovery] of files.recoveries.entries()) {
    if (signal.aborted) return;
    await tellRecovery(story, recovery, weapons);
    recoveries.update(index + 1);
  }
  await matchNow(database);
  story.stage.clock.set(new Date());
  for (const match of files.matches) await settleHit(story, match, weapons);
  recoveries.end(say(language, "demo", "loaded.recoveries", { count: files.recoveries.length }));
  await database.asSystem("tamga_keeper", (tx) => putSetting(tx, marker, new Date().toISOString()));
}

/** The people in the order of the tour, then the others as people.json has them. */
function listed(options: DemoOptions, password: string): DemoPerson[] {
  const { language } = options;
  const { people, institutions } = readDemoPeople();
  const short = new Map(institutions.map((institution) => [institution.code, institution.short[language]]));
  return people
    .toSorted((a, b) => (a.tour ?? people.length) - (b.tour ?? people.length))
    .map((person) => ({
      username: person.username,
      password,
      name: language === "ru" ? person.name.cyrillic : person.name.latin,
      institution: short.get(person.institution) ?? person.institution,
      part: person.part[language],
    }));
}

/**
 * Loads the country where it is not there yet, and lists its people with how they sign in.
 * Gives an empty list when the start was called off meanwhile. Throws Problem 409 "data-is-not-demo" on a node in real use.
 */
export async function loadDemoCountry(options: DemoOptions): Promise<readonly DemoPerson[]> {
  const database = new Database(options.databaseUrl, 4, "tamga demo");
  try {
    while (!options.signal.aborted && !(await isLoaded(database))) {
      const mine = await database.withLock(lockKey, async () => {
        // Another program may have finished while this one waited.
        if (!(await isLoaded(database))) await loadStory(options, database);
        return true;
      });
      if (mine === undefined) await new Promise((resolve) => setTimeout(resolve, 500));
    }
    if (options.signal.aborted) return [];
    return listed(options, await passwordOf(options, database, readDemoPeople().people));
  } finally {
    await database.end();
  }
}
