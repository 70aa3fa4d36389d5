/** A made-up node for the gallery and the browser tests: invented people, invented records. */
import { ApiProblem } from "../calls/problem.ts";
import type { FoundRecord, NodeSource, SignInAnswer } from "../session/session.ts";

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const say = (en: string, ru: string): string => (document.documentElement.lang === "ru" ? ru : en);
const nothing = (): Promise<void> => Promise.resolve();
const done: SignInAnswer = { step: "done", setUpSecondFactor: false, recoveryCodesLeft: null };

const RECORDS: readonly FoundRecord[] = [
  {
    id: "r1",
    kind: "recovery",
    number: "R-2026-000418",
    title: "ЛЯ 417?",
    owner: "BORDER",
    address: "/gallery?show=record",
  },
  {
    id: "r2",
    kind: "register-record",
    number: "L-2019-001377",
    title: "ЛЯ 4172",
    owner: "POLICE",
    address: "/gallery?show=comparison",
  },
];

export const sampleSource: NodeSource = {
  session: () =>
    Promise.resolve({
      person: { id: "p1", username: "a.sarieva", latin: "Aigul Sarieva", cyrillic: "Сариева Айгуль" },
      institution: { code: "FOCAL", en: "National focal point", ru: "Национальный координационный центр" },
      unit: { en: "Analysis", ru: "Отдел анализа" },
      roles: [{ en: "Analyst", ru: "Аналитик" }],
      may: ["recoveries.read", "hits.read", "hits.decide", "access.share", "serials.check"],
      purposes: [
        { code: "identification", en: "Identification of a firearm", ru: "Идентификация оружия" },
        { code: "tracing", en: "Tracing of a firearm", ru: "Отслеживание происхождения оружия" },
        { code: "matching", en: "Checking a proposed match", ru: "Проверка предложенного совпадения" },
        { code: "investigation", en: "Criminal investigation", ru: "Расследование преступления" },
        { code: "cooperation", en: "Cooperation between institutions", ru: "Межведомственное взаимодействие" },
      ],
      setUpSecondFactor: false,
      waiting: { hits: 7, notices: 2, start: 7 },
      bells: location.search.includes("bell")
        ? [{ id: "b1", at: "2026-11-22T03:10:00Z", kind: "break-glass", username: "sealed-1", by: null }]
        : [],
      node: { en: "Republic of Tavria", ru: "Республика Таврия" },
      demo: true,
    }),
  signOut: nothing,
  keepLanguage: nothing,
  acknowledge: nothing,
  ways: () =>
    Promise.resolve({
      node: { en: "Republic of Tavria", ru: "Республика Таврия" },
      demo: true,
      outside: null,
      setUp: false,
    }),
  signIn: async (_, password) => {
    await wait(300);
    if (password.length >= 4) {
      return { step: "second-factor", ticket: "sample", methods: ["totp", "passkey", "recovery-code"], passkey: {} };
    }
    throw new ApiProblem({
      status: 401,
      code: "sign-in-refused",
      title: say("The name or the password is wrong", "Неверное имя или пароль"),
      detail: undefined,
      wayOut: say(
        "After five failures the account waits 15 minutes.",
        "После пяти неудач вход закрывается на 15 минут.",
      ),
      fields: [],
      retryAfter: undefined,
    });
  },
  second: () => Promise.resolve(done),
  passkey: () => Promise.resolve(done),
  find: async (text) => {
    await wait(80);
    return RECORDS.filter((one) => `${one.title} ${one.number}`.toLowerCase().includes(text.toLowerCase()));
  },
};
