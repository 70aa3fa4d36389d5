/**
 * A new account. At its end stands a one-time link, shown once, with which the person chooses a password.
 *
 * Promises: nobody but the person ever knows the password. Refuses: to go on before the link is kept or given up.
 */
import { useMemo, useState, type ReactElement } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { createPerson, listPeople } from "../../src/access/people.contract.ts";
import { asProblem } from "../calls/problem.ts";
import { useChange } from "../calls/use-call.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { RadioGroup, TextField } from "../parts/fields.tsx";
import { Form } from "../parts/form.tsx";
import { useSession } from "../session/session.ts";
import { PageHead } from "../templates/page-head.tsx";
import { usePersonName } from "../words/both.ts";
import { LANGUAGES } from "../words/words.ts";
import { PersonFields, type PersonDraft } from "./person-fields.tsx";
import { SetupLink } from "./setup-link.tsx";
import "./people.css";

export function NewPersonPage(): ReactElement {
  const { t } = useTranslation(["people", "web"]);
  const session = useSession();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const name = usePersonName();
  const [username, setUsername] = useState("");
  const [language, setLanguage] = useState<"en" | "ru">("ru");
  const [draft, setDraft] = useState<PersonDraft>({
    nameLatin: "",
    nameCyrillic: "",
    titleEn: "",
    titleRu: "",
    institution: session.institution.code,
    unit: null,
    email: "",
  });
  const create = useChange(createPerson, () => queries.invalidateQueries({ queryKey: [listPeople.id] }));
  const crumbs = useMemo(
    () => [
      { label: t("web:nav.start"), to: "/" as const },
      { label: t("title"), to: "/people" as const },
      { label: t("new.title") },
    ],
    [t],
  );
  const made = create.data;
  if (made !== undefined) {
    return (
      <div className="page">
        <PageHead title={t("new.made", { person: name(made.person) })} crumbs={crumbs} />
        <div className="narrow-form stack">
          <SetupLink link={made.setup.link} until={made.setup.until} username={made.person.username} />
          <p>{t("new.next")}</p>
          <div className="acts">
            <Button tone="main" onPress={() => void navigate({ to: "/people/$id", params: { id: made.person.id } })}>
              {t("new.giveRole")}
            </Button>
            <ButtonLink to="/people">{t("new.toList")}</ButtonLink>
          </div>
        </div>
      </div>
    );
  }
  const { institution: _institution, unit, email, ...names } = draft;
  return (
    <div className="page">
      <PageHead title={t("new.title")} crumbs={crumbs} lead={t("new.lead")} />
      <div className="narrow-form">
        <Form
          label={t("new.title")}
          problem={create.error === null ? null : asProblem(create.error)}
          onSend={() =>
            create.mutate({
              body: {
                ...names,
                username,
                language,
                unit: unit === null ? Number.NaN : Number(unit),
                email: email.trim() === "" ? null : email.trim(),
              },
            })
          }
        >
          <PersonFields draft={draft} onDraft={setDraft} movable />
          <TextField
            path="/username"
            label={t("fields.username")}
            hint={t("fields.usernameHint")}
            value={username}
            onChange={setUsername}
            autoComplete="off"
            width="half"
            exact
          />
          <RadioGroup
            row
            path="/language"
            label={t("fields.language")}
            value={language}
            onChange={(code) => setLanguage(code === "en" ? "en" : "ru")}
            choices={LANGUAGES.map((one) => ({ id: one.code, label: one.name }))}
          />
          <div className="acts">
            <Button tone="main" type="submit" busy={create.isPending}>
              {t("new.do")}
            </Button>
            <ButtonLink to="/people">{t("web:dialog.cancel")}</ButtonLink>
          </div>
        </Form>
      </div>
    </div>
  );
}
