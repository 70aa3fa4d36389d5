/**
 * The serial check: is this weapon known? On its own page and above any other.
 *
 * Promises: the answer is in words; how the number was read stands with it; where nothing is visible, who could tell. One
 * question is asked once, since each is written into the journal: coming back shows the former answer. Refuses: certainty.
 */
// The roles of the ARIA patterns; the tag the rule proposes has another behaviour.
/* oxlint-disable jsx-a11y/prefer-tag-over-role */
import { useRef, type ReactElement } from "react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { checkSerial } from "../../src/matching/serial-check.contract.ts";
import type { CallOutput } from "../../src/platform/contract.ts";
import { call } from "../calls/call.ts";
import { keyOf } from "../calls/use-call.ts";
import { Skeleton } from "../parts/answers.tsx";
import { ButtonLink } from "../parts/button.tsx";
import { Glyph } from "../parts/glyph.tsx";
import { Serial } from "../parts/marks-of-record.tsx";
import { useRowKeys } from "../parts/row-keys.ts";
import { useSession } from "../session/session.ts";
import { useDates } from "../words/dates.ts";
import { AskWhom } from "./ask-whom.tsx";
import { CheckForm } from "./check-form.tsx";
import { MatchedRecord } from "./matched-record.tsx";
import { questionOf, type AskedSerial } from "./serial-question.ts";

export type SerialCheckAnswer = CallOutput<typeof checkSerial>;

/** hit, possible, pointer (nothing visible, but somebody could tell), none, unreadable. */
export function outcomeOf(answer: SerialCheckAnswer): string {
  return answer.outcome === "none" && answer.pointers.length > 0 ? "pointer" : answer.outcome;
}

function Reading({ reading }: { readonly reading: SerialCheckAnswer["reading"] }): ReactElement {
  const { t } = useTranslation(["serials", "matching"]);
  return (
    <div className="check-part check-reading">
      <h3>{t("reading.title")}</h3>
      <p>
        {reading.normal === "" ? t("reading.nothing") : <Serial value={reading.normal} />}{" "}
        <span className="soft">{t(`matching:state.${reading.state}`)}</span>
      </p>
      {reading.doubts.length > 0 && (
        <ul>
          {reading.doubts.map((doubt) => (
            <li key={doubt.sentence}>{doubt.sentence}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** The answer to one question, in words. */
export function Answer({
  answer,
  asked,
  at,
  onLeave,
}: {
  readonly answer: SerialCheckAnswer;
  readonly asked: AskedSerial;
  /** When the node answered, milliseconds since 1970. */
  readonly at: number;
  readonly onLeave?: () => void;
}): ReactElement {
  const { t } = useTranslation("serials");
  const dates = useDates();
  const { may } = useSession();
  const place = useRef<HTMLDivElement>(null);
  useRowKeys(place);
  const outcome = outcomeOf(answer);
  const leave = onLeave === undefined ? {} : { onClick: onLeave };
  return (
    <div className="check" ref={place}>
      <div className={`check-outcome check-outcome-${outcome}`} role="status">
        <h2>
          <Glyph
            name={outcome === "hit" || outcome === "possible" ? "flag" : outcome === "pointer" ? "person" : "info"}
          />
          {t(`outcome.${outcome}.title`, { count: answer.answers.length })}
        </h2>
        <p>{t(`outcome.${outcome}.what`)}</p>
        <p className="soft">{t("checkedAt", { at: dates.time(new Date(at).toISOString()) })}</p>
      </div>
      {answer.answers.length > 0 && (
        <div className="check-part">
          <h3>{t("answers", { count: answer.answers.length })}</h3>
          <ol>
            {answer.answers.map((one) => (
              <MatchedRecord key={one.id} answer={one} {...(onLeave === undefined ? {} : { onLeave })} />
            ))}
          </ol>
        </div>
      )}
      {answer.pointers.length > 0 && (
        <div className="check-part">
          <h3>{t("pointers", { count: answer.pointers.length })}</h3>
          <ul>
            {answer.pointers.map((one) => (
              <AskWhom key={one.institution} pointer={one} />
            ))}
          </ul>
        </div>
      )}
      <Reading reading={answer.reading} />
      {may.includes("recoveries.record") && (
        <div className="cluster check-next">
          <ButtonLink to="/recoveries/new" search={asked} {...leave}>
            {t("recordThis")}
          </ButtonLink>
        </div>
      )}
    </div>
  );
}

export interface SerialCheckProps {
  readonly asked: AskedSerial;
  readonly onAsk: (asked: AskedSerial) => void;
  /** Called before another page opens: an overlay closes. */
  readonly onLeave?: () => void;
}

export function SerialCheck({ asked, onAsk, onLeave }: SerialCheckProps): ReactElement {
  const sent = { body: questionOf(asked) };
  const ready = asked.serial !== undefined;
  const answer = useQuery({
    queryKey: keyOf(checkSerial, sent),
    queryFn: ({ signal }) => call(checkSerial, sent, { signal }),
    enabled: ready,
    // Each question is a search in the journal: it is not put again because a window came to the front.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    retry: false,
  });
  return (
    <div className="check">
      <CheckForm
        asked={asked}
        busy={answer.isFetching}
        error={answer.error}
        onAsk={(next) => {
          // The same question put again is a new search, on purpose.
          if (JSON.stringify(questionOf(next)) === JSON.stringify(sent.body)) void answer.refetch();
          else onAsk(next);
        }}
      />
      {answer.isFetching && answer.data === undefined && <Skeleton lines={5} />}
      {ready && answer.data !== undefined && (
        <Answer
          answer={answer.data}
          asked={asked}
          at={answer.dataUpdatedAt}
          {...(onLeave === undefined ? {} : { onLeave })}
        />
      )}
    </div>
  );
}
