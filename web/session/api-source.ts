/**
 * The frame's questions, put to the node by its contracts.
 *
 * Promises: each answer is exactly what the frame shows; signing in is fetched only when someone signs in. Refuses: to
 * search records before a purpose is stated, since a search is written into the journal with its reason.
 */
import { readMe, setLanguage, signOut } from "../../src/access/session.contract.ts";
import { acknowledgeBell } from "../../src/access/break-glass.contract.ts";
import { API, call } from "../calls/call.ts";
import { keptPurpose, type FoundRecord, type NodeSource, type SessionFacts } from "./session.ts";

const MOST_FOUND = 6;

/** A number for the navigation; the rooms stand without it. */
async function waitingHits(may: readonly string[]): Promise<number> {
  if (!may.includes("hits.read")) return 0;
  const { countWaitingHits } = await import("../../src/matching/hit.contract.ts");
  try {
    return (await call(countWaitingHits, {})).hits;
  } catch {
    return 0;
  }
}

/** The same for weapons that wait for an examiner. */
async function waitingWeapons(may: readonly string[]): Promise<number> {
  if (!may.includes("firearms.identify")) return 0;
  const { countExaminations } = await import("../../src/firearms/examiner.contract.ts");
  try {
    return (await call(countExaminations, {})).waiting;
  } catch {
    return 0;
  }
}

async function session(): Promise<SessionFacts> {
  const me = await call(readMe, {});
  const [hits, examiner] = await Promise.all([waitingHits(me.permissions), waitingWeapons(me.permissions)]);
  return {
    person: me.person,
    institution: me.institution,
    unit: me.unit,
    roles: me.roles,
    may: me.permissions,
    purposes: me.purposes,
    setUpSecondFactor: me.setUpSecondFactor,
    waiting: { start: me.notices, hits, examiner },
    bells: me.bell,
    node: me.node.name,
    demo: me.node.demo,
  };
}

async function find(text: string, may: readonly string[], signal: AbortSignal): Promise<readonly FoundRecord[]> {
  if (keptPurpose() === undefined || !may.includes("recoveries.read")) return [];
  const [{ listFirearms }, { listRecoveries }] = await Promise.all([
    import("../../src/firearms/firearm.contract.ts"),
    import("../../src/recoveries/recovery.contract.ts"),
  ]);
  const [firearms, recoveries] = await Promise.all([
    call(listFirearms, { query: { q: text, limit: MOST_FOUND } }, { signal, quiet: true }),
    call(listRecoveries, { query: { q: text, limit: MOST_FOUND } }, { signal, quiet: true }),
  ]);
  return [
    ...firearms.items.map((one): FoundRecord => ({
      id: one.id,
      kind: "firearm",
      number: one.number,
      title: [one.serial, one.make.written, one.model.written].filter((part) => part !== null).join(" · "),
      owner: one.institution,
      address: `/firearms/${one.id}`,
    })),
    ...recoveries.items.map((one): FoundRecord => ({
      id: one.id,
      kind: "recovery",
      number: one.number,
      title: [one.place, one.region].filter((part) => part !== null).join(", "),
      owner: one.institution,
      address: `/recoveries/${one.id}`,
    })),
  ];
}

const contracts = () => import("../../src/access/sign-in.contract.ts");

/** Asks the browser for a passkey; the library is fetched only now. */
async function useKey(options: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  // The options were made by the library's other half on the node and pass through unchanged.
  const optionsJSON = options as unknown as Parameters<typeof startAuthentication>[0]["optionsJSON"];
  return { ...(await startAuthentication({ optionsJSON })) };
}

export const apiSource: NodeSource = {
  session,
  find,
  signOut: async () => {
    await call(signOut, {});
  },
  keepLanguage: async (language) => {
    await call(setLanguage, { body: { language } });
  },
  acknowledge: async (bell) => {
    await call(acknowledgeBell, { params: { id: bell } });
  },
  ways: async () => {
    const { signInWays } = await contracts();
    const ways = await call(signInWays, {});
    return {
      node: ways.node.name,
      demo: ways.node.demo,
      outside: ways.oidc === null ? null : { label: ways.oidc.label, address: `${API}/sign-in/oidc/start` },
      setUp: ways.setUp,
    };
  },
  signIn: async (username, password) => {
    const { signIn } = await contracts();
    return call(signIn, { body: { username, password } });
  },
  second: async (ticket, proof) => {
    const { signInSecond } = await contracts();
    if (!("passkey" in proof)) return call(signInSecond, { body: { ticket, ...proof } });
    const passkey = await useKey(proof.passkey);
    return call(signInSecond, { body: { ticket, passkey: passkey as never } });
  },
  passkey: async () => {
    const { passkeyChallenge, signInPasskey } = await contracts();
    const { ticket, options } = await call(passkeyChallenge, {});
    const passkey = await useKey(options);
    return call(signInPasskey, { body: { ticket, passkey: passkey as never } });
  },
};
