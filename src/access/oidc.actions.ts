/**
 * Signing in by the outside identity service.
 *
 * Promises: the browser that comes back is the one that left (cookie), with the state and nonce it left with, once.
 * Refuses: to make people. A person is known by the subject that an administrator linked, or, the first time, by a
 * verified e-mail address that exactly one open account has.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Tx } from "../platform/database.ts";
import { Problem } from "../platform/problem.ts";
import { openRoute, type OpenContext } from "../platform/route.ts";
import { tokenHash } from "../platform/tokens.ts";
import { tell } from "./notice.store.ts";
import { arrival, departure, type Arrival } from "./oidc.ts";
import { oidcCallback, oidcStart } from "./oidc.contract.ts";
import { writeAs } from "./people-keeper.ts";
import { completeSignIn, cookieText, journalFailure, type Completed } from "./sign-in-complete.ts";
import { closeTicket, entrantById, openTicket, tryTicket, type Entrant } from "./sign-in.store.ts";

const cookie = "tamga_oidc";
// Lax: it must travel with the service's redirect, which is another site's link.
const cookieManner = "SameSite=Lax; Path=/api/v1/sign-in/oidc";
const minutes = 10;
const ticketData = z.object({ nonce: z.string(), verifier: z.string(), browser: z.string() });

function goTo(address: string): Response {
  return new Response(null, { status: 302, headers: { Location: address, "Cache-Control": "no-store" } });
}

async function start(context: OpenContext): Promise<Response> {
  const { config, database } = context;
  if (config.oidc === undefined) throw new Problem({ status: 404, code: "oidc-not-configured" });
  const { address, state, nonce, verifier } = await departure(config.oidc, config.publicUrl);
  const browser = randomBytes(32).toString("base64url");
  const data = { nonce, verifier, browser: tokenHash(browser).toString("hex") };
  await database.asSystem("tamga_keeper", (tx) =>
    openTicket(tx, { kind: "oidc", personId: null, minutes, data }, state),
  );
  context.header("Set-Cookie", cookieText(cookie, browser, config.publicUrl, cookieManner));
  return goTo(address);
}

function cookieOf(request: Request): string | null {
  const pairs = (request.headers.get("cookie") ?? "").split(/;\s*/).map((pair) => pair.split("="));
  return pairs.find(([name]) => name === cookie)?.[1] ?? null;
}

/** The person behind a subject; links by verified e-mail the first time. */
async function knownPerson(tx: Tx, who: Arrival): Promise<Entrant | null> {
  const [linked] = await tx.query<{ id: string }>("select id from access.person where oidc_subject = $1", [
    who.subject,
  ]);
  if (linked !== undefined) return entrantById(tx, linked.id);
  if (who.email === null) return null;
  const candidates = await tx.query<{ id: string; linked: boolean }>(
    "select id, oidc_subject is not null as linked from access.person where lower(email) = lower($1) and active and not break_glass for update",
    [who.email],
  );
  const [only] = candidates;
  // Two accounts with one address, or one linked to another subject: an administrator decides, not a guess.
  if (only === undefined || candidates.length > 1 || only.linked) return null;
  await tx.query("update access.person set oidc_subject = $2 where id = $1", [only.id, who.subject]);
  const entrant = await entrantById(tx, only.id);
  if (entrant !== null) {
    await tell(tx, [only.id], "oidc-linked", { by: who.email });
    await writeAs(tx, entrant, [
      {
        verb: "administer",
        kind: "person",
        record: only.id,
        content: { oidcSubject: who.subject, by: "verified e-mail" },
      },
    ]);
  }
  return entrant;
}

async function callback(context: OpenContext): Promise<Response> {
  const { config, database, request } = context;
  const { oidc, publicUrl } = config;
  if (oidc === undefined) throw new Problem({ status: 404, code: "oidc-not-configured" });
  const search = new URL(request.url).search;
  const state = new URLSearchParams(search).get("state") ?? "";
  context.header("Set-Cookie", cookieText(cookie, "", publicUrl, cookieManner));
  // Taken at once: an answer is heard once, right or wrong.
  const ticket = await database.asSystem("tamga_keeper", async (tx) => {
    const found = await tryTicket(tx, "oidc", state, 1);
    if (found !== null) await closeTicket(tx, found.id);
    return found;
  });
  const data = ticketData.safeParse(ticket?.data);
  const browser = cookieOf(request);
  const sameBrowser =
    data.success && browser !== null && timingSafeEqual(tokenHash(browser), Buffer.from(data.data.browser, "hex"));
  const who = sameBrowser
    ? await arrival(oidc, publicUrl, search, { state, nonce: data.data.nonce, verifier: data.data.verifier })
    : null;
  const completed =
    who === null
      ? null
      : await database.asSystem("tamga_keeper", async (tx): Promise<Completed | null> => {
          const entrant = await knownPerson(tx, who);
          if (entrant === null || !entrant.active || entrant.breakGlass) return null;
          return completeSignIn(tx, context, entrant, { strength: "oidc", method: "oidc" });
        });
  if (completed === null) {
    await journalFailure(context, { username: who?.email ?? null, method: "oidc", entrant: null, attempt: null });
    // A browser stands here, not a program: it is led to the page that explains.
    return goTo(`${publicUrl}/sign-in?problem=${who === null ? "oidc-refused" : "oidc-unknown"}`);
  }
  completed.finish();
  return goTo(`${publicUrl}/`);
}

export const oidcRoutes = [openRoute(oidcStart, start), openRoute(oidcCallback, callback)];
