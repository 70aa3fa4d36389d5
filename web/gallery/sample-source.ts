/** A made-up node for the gallery and the browser tests: invented people, invented records. */
import { ApiProblem } from "../calls/problem.ts";
import type { NodeSource } from "../session/session.ts";

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const russian = (): boolean => document.documentElement.lang === "ru";
const say = (en: string, ru: string): string => (russian() ? ru : en);

export const sampleSource: NodeSource = {
  session: () =>
    Promise.resolve({
      person: { id: "p1", name: say("Aigul Sarieva", "Сариева Айгуль"), signInName: "a.sarieva" },
      institution: { code: "FOCAL", name: say("National focal point", "Национальный координационный центр") },
      unit: say("Analysis", "Отдел анализа"),
      roles: [say("Analyst", "Аналитик")],
      may: ["recoveries.read", "hits.read", "hits.decide", "access.share", "serials.check"],
      node: say("Republic of Tavria", "Республика Таврия"),
      demo: true,
      ...(location.search.includes("bell")
        ? { breakGlass: { person: say("Duty officer", "Дежурный"), since: "2026-11-22T03:10:00Z" } }
        : {}),
    }),
  signOut: () => Promise.resolve(),
  signIn: {
    password: async (_, password) => {
      await wait(400);
      if (password.length < 4) {
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
      }
      return { next: "code" };
    },
    code: () => Promise.resolve({ next: "in" }),
    recoveryCode: () => Promise.resolve({ next: "in" }),
    passkey: () => Promise.resolve({ next: "in" }),
  },
  purposes: () =>
    Promise.resolve([
      { code: "identification", label: say("Identification of a firearm", "Идентификация оружия") },
      { code: "tracing", label: say("Tracing of a firearm", "Отслеживание происхождения оружия") },
      { code: "matching", label: say("Checking a proposed match", "Проверка предложенного совпадения") },
      { code: "investigation", label: say("Criminal investigation", "Расследование преступления") },
      { code: "cooperation", label: say("Cooperation between institutions", "Межведомственное взаимодействие") },
    ]),
  find: async (text) => {
    await wait(80);
    const all = [
      {
        id: "r1",
        number: "R-2026-000418",
        title: "ЛЯ 417?",
        kind: say("Recovery", "Изъятие"),
        code: "BORDER",
        name: say("Border service", "Пограничная служба"),
      },
      {
        id: "r2",
        number: "L-2019-001377",
        title: "ЛЯ 4172",
        kind: say("Stolen report", "Сообщение о краже"),
        code: "POLICE",
        name: say("Police", "Полиция"),
      },
    ];
    return all
      .filter((one) => `${one.title} ${one.number}`.toLowerCase().includes(text.toLowerCase()))
      .map((one) => ({
        id: one.id,
        kind: one.kind,
        number: one.number,
        title: one.title,
        owner: { code: one.code, name: one.name },
        address: "/gallery?show=record",
      }));
  },
  waiting: () => Promise.resolve({ start: 7, hits: 7 }),
};
