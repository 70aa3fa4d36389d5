/**
 * What one must be told: an account's changes, a lock-out, a new hit. Newest first.
 *
 * Promises: nothing disappears by being looked at; "I have read these" marks them. Refuses: to silence the bell of a
 * break-glass sign-in, which has its own button on every page.
 */
import { useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { listNotices, seeNotices } from "../src/access/notice.contract.ts";
import { useChange, usePages } from "./calls/use-call.ts";
import { ErrorState, Skeleton } from "./parts/answers.tsx";
import { Button } from "./parts/button.tsx";
import { Glyph } from "./parts/glyph.tsx";
import { RecordSection } from "./templates/record-page.tsx";
import { groupedHits, toldHit, type Told } from "./told-hits.ts";
import { useDates } from "./words/dates.ts";

function useSentence(): (notice: Told) => string {
  const { t, i18n } = useTranslation(["access", "start"]);
  return (notice) => {
    const values = Object.fromEntries(
      Object.entries(notice.payload).filter(([, value]) => typeof value === "string" || typeof value === "number"),
    );
    const hit = toldHit(notice);
    if (hit !== undefined && hit.serial !== null && hit.weapon !== null)
      return t("start:notices.hit-named", { ...hit });
    for (const space of ["access", "start"]) {
      if (i18n.exists(`${space}:notices.${notice.code}`)) return t(`${space}:notices.${notice.code}`, values);
    }
    return t("start:notices.other", { code: notice.code });
  };
}

const HITS_SHOWN = 3;

/** Several hits told of are one line with the weapons named: nine equal sentences are read by nobody. */
function HitsLine({ notices }: { readonly notices: readonly Told[] }): ReactElement {
  const { t } = useTranslation("start");
  const dates = useDates();
  const [all, setAll] = useState(false);
  const newest = notices[0];
  const hits = notices.map(toldHit).filter((one) => one !== undefined);
  const shown = all ? hits : hits.slice(0, HITS_SHOWN);
  return (
    <li className={notices.some((one) => !one.seen) ? "told told-new" : "told"}>
      <Glyph name="info" />
      <div className="told-hits">
        <p>
          {notices.some((one) => !one.seen) && <span className="visually-hidden">{t("notices.new")} </span>}
          {t("notices.hits", { count: hits.length })}
        </p>
        <ul>
          {shown.map((one) => (
            <li key={one.id}>
              <Link to="/hits/$id" params={{ id: one.hit }}>
                {one.serial === null ? (
                  t("notices.hitOf", { number: one.number })
                ) : (
                  <span className="mono">{one.serial}</span>
                )}
              </Link>
              {one.weapon !== null && <span>{one.weapon}</span>}
              {one.serial !== null && <span className="soft mono">{one.number}</span>}
            </li>
          ))}
        </ul>
        {hits.length > shown.length && (
          <Button small tone="quiet" onPress={() => setAll(true)}>
            {t("notices.showHits", { count: hits.length - shown.length })}
          </Button>
        )}
      </div>
      {newest !== undefined && (
        <time className="soft" dateTime={newest.at} title={dates.moment(newest.at)}>
          {dates.distance(newest.at)}
        </time>
      )}
    </li>
  );
}

function NoticeLine({ notice }: { readonly notice: Told }): ReactElement {
  const { t } = useTranslation("start");
  const dates = useDates();
  const sentence = useSentence();
  const hit = notice.payload["hit"];
  return (
    <li className={notice.seen ? "told" : "told told-new"}>
      <Glyph name={["break-glass", "second-factor-taken"].includes(notice.code) ? "bell" : "info"} />
      <span>
        {!notice.seen && <span className="visually-hidden">{t("notices.new")} </span>}
        {sentence(notice)}{" "}
        {typeof hit === "string" && (
          <Link to="/hits/$id" params={{ id: hit }}>
            {t("notices.openHit")}
          </Link>
        )}
      </span>
      <time className="soft" dateTime={notice.at} title={dates.moment(notice.at)}>
        {dates.distance(notice.at)}
      </time>
    </li>
  );
}

export function Notices(): ReactElement {
  const { t } = useTranslation("start");
  const queries = useQueryClient();
  const [all, setAll] = useState(false);
  const pages = usePages(listNotices, { query: { limit: 10, unseen: all ? "false" : "true" } });
  const see = useChange(seeNotices, async () => {
    await queries.invalidateQueries({ queryKey: [listNotices.id] });
    await queries.invalidateQueries({ queryKey: ["session"] });
  });
  const items = pages.data?.pages.flatMap((page) => page.items);
  const unread = items?.filter((one) => !one.seen && one.code !== "break-glass") ?? [];
  return (
    <RecordSection
      title={t("notices.title")}
      action={
        <Button small tone="quiet" onPress={() => setAll(!all)}>
          {t(all ? "notices.showUnread" : "notices.showAll")}
        </Button>
      }
    >
      {items === undefined ? (
        pages.error === null ? (
          <Skeleton lines={2} />
        ) : (
          <ErrorState error={pages.error} again={() => void pages.refetch()} />
        )
      ) : items.length === 0 ? (
        <p className="soft">{t(all ? "notices.none" : "notices.noneUnread")}</p>
      ) : (
        <ul className="told-list">
          {groupedHits(items).flatMap(([notice, ...more]) =>
            notice === undefined
              ? []
              : more.length === 0
                ? [<NoticeLine key={notice.id} notice={notice} />]
                : [<HitsLine key={notice.id} notices={[notice, ...more]} />],
          )}
        </ul>
      )}
      {see.error !== null && <ErrorState error={see.error} />}
      <div className="cluster">
        {unread.length > 0 && (
          <Button
            small
            glyph="check"
            busy={see.isPending}
            onPress={() => see.mutate({ body: { ids: unread.map((one) => one.id) } })}
          >
            {t("notices.read")}
          </Button>
        )}
        {pages.hasNextPage && (
          <Button small tone="quiet" busy={pages.isFetchingNextPage} onPress={() => void pages.fetchNextPage()}>
            {t("notices.more")}
          </Button>
        )}
      </div>
    </RecordSection>
  );
}
