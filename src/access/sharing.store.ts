/** Audiences and shares in the database: all through the functions of migrations/0006. */
import type { Tx } from "../platform/database.ts";

export type SharedKind = "recovery" | "firearm" | "register-record";

export interface AudienceRow {
  why: "author" | "unit" | "institution" | "share" | "hit" | "parent" | "rule";
  group_kind: "person" | "unit" | "institution" | "national";
  group_id: number;
  institution_code: string | null;
  unit_id: number | null;
  unit_en: string | null;
  unit_ru: string | null;
  person_id: string | null;
  latin: string | null;
  cyrillic: string | null;
  share_id: string | null;
  until: string | null;
  reason: string | null;
  granted_at: string | null;
}

export async function audienceRows(tx: Tx, kind: SharedKind, id: string): Promise<AudienceRow[]> {
  return tx.query<AudienceRow>(
    `select a.why, a.group_kind, a.group_id, a.institution_code, a.unit_id, u.name_en as unit_en, u.name_ru as unit_ru, a.person_id,
       p.name_latin as latin, p.name_cyrillic as cyrillic, a.share_id, a.until, a.reason, a.granted_at
     from access.reveal_audience($1, $2) a left join access.unit u on u.id = a.unit_id left join access.person p on p.id = a.person_id
     order by a.why, a.institution_code nulls first, a.group_id`,
    [kind, id],
  );
}

/** Owner and handling code of a record that the caller sees; nothing for one whose import was undone (its history stays open). */
export async function ownerOf(
  tx: Tx,
  kind: SharedKind,
  id: string,
): Promise<{ institution_id: number; handling: number; audience: number[] } | undefined> {
  const table = { recovery: "recoveries.recovery", firearm: "firearms.firearm", "register-record": "registers.record" }[
    kind
  ];
  return (
    await tx.query<{ institution_id: number; handling: number; audience: number[] }>(
      `select o.*, x.audience from access.reveal_owner($1, $2) o, ${table} x where x.id = $2`,
      [kind, id],
    )
  )[0];
}

export async function groupOf(
  tx: Tx,
  target: { institution: string } | { unit: number } | { person: string } | { username: string },
): Promise<number | undefined> {
  const rows =
    "institution" in target
      ? await tx.query<{ id: number }>(
          "select g.id from access.audience_group g join access.institution i on i.id = g.institution_id where i.code = $1 and i.active",
          [target.institution],
        )
      : "unit" in target
        ? await tx.query<{ id: number }>("select id from access.audience_group where unit_id = $1", [target.unit])
        : "person" in target
          ? await tx.query<{ id: number }>("select id from access.audience_group where person_id = $1", [target.person])
          : await tx.query<{ id: number }>(
              "select id from (select access.reveal_person_group($1) as id) x where id is not null",
              [target.username],
            );
  return rows[0]?.id;
}

export async function callShare(
  tx: Tx,
  share: {
    id: string;
    kind: SharedKind;
    record: string;
    group: number;
    reason: string;
    leave: string | null;
    until: string | null;
  },
): Promise<string> {
  const rows = await tx.query<{ made: string }>("select access.share_record($1, $2, $3, $4, $5, $6, $7) as made", [
    share.id,
    share.kind,
    share.record,
    share.group,
    share.reason,
    share.leave,
    share.until,
  ]);
  return rows[0]?.made ?? share.id;
}

export async function callWithdraw(
  tx: Tx,
  id: string,
  why: string,
): Promise<{ kind: SharedKind; record_id: string; group_id: number }> {
  const [row] = await tx.query<{ kind: SharedKind; record_id: string; group_id: number }>(
    "select * from access.withdraw_share($1, $2)",
    [id, why],
  );
  if (row === undefined) throw new Error("withdraw_share gave nothing");
  return row;
}

interface InstitutionRow {
  code: string;
  kind: string;
  en: string;
  ru: string;
  shortEn: string;
  shortRu: string;
  contact: Record<string, unknown>;
  units: { id: number; code: string; kind: string; en: string; ru: string; parent: number | null }[];
}

export async function institutionRows(tx: Tx): Promise<InstitutionRow[]> {
  return tx.query<InstitutionRow>(
    `select i.code, i.kind, i.name_en as en, i.name_ru as ru, i.short_en as "shortEn", i.short_ru as "shortRu", i.contact,
       coalesce((select jsonb_agg(jsonb_build_object('id', u.id, 'code', u.code, 'kind', u.kind, 'en', u.name_en, 'ru', u.name_ru, 'parent', u.parent_id) order by u.id)
         from access.unit u where u.institution_id = i.id and u.active), '[]') as units
     from access.institution i where i.active order by i.id`,
  );
}
