import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openWorld, type Person, type World } from "../../test/world.ts";
import { assignRole, putPerson } from "./people.store.ts";
import { changeInstitution, changeUnit, createInstitution, createUnit } from "./people-institution.contract.ts";
import { assignToRole, createPerson } from "./people.contract.ts";
import { listInstitutions } from "./sharing.contract.ts";
import { codeOf, fieldsOf, quietConfig } from "./sign-in.test-parts.ts";

let world: World;
let focal: Person;
let border: Person;
beforeAll(async () => {
  world = await openWorld({ config: quietConfig() });
  focal = await world.person("focal.administrator");
  const { rows } = await world.admin.query<{ institution: number; unit: number }>(
    "select i.id as institution, u.id as unit from access.unit u join access.institution i on i.id = u.institution_id where i.code = 'BORDER' and u.code = 'HQ'",
  );
  const { institution: institutionId = 0, unit: unitId = 0 } = rows[0] ?? {};
  await world.node.database.asSystem("tamga_keeper", async (tx) => {
    const personId = await putPerson(tx, {
      username: "border.administrator",
      nameLatin: "B A",
      nameCyrillic: "Б А",
      titleEn: "",
      titleRu: "",
      institutionId,
      unitId,
      language: "en",
    });
    await assignRole(tx, { personId, role: "administrator", scope: "institution", unitId });
  });
  border = await world.person("border.administrator");
});
afterAll(() => world.close());

const guard = {
  code: "GUARD",
  kind: "national-guard",
  nameEn: "National Guard",
  nameRu: "Национальная гвардия",
  shortEn: "Guard",
  shortRu: "Гвардия",
  contact: { duty_line: "102" },
  unit: { code: "HQ", nameEn: "Headquarters", nameRu: "Главное управление" },
};
const unitBody = { code: "EAST", kind: "post", nameEn: "East post", nameRu: "Восточный пост" };

describe("institutions and units", () => {
  it("are added by the focal point, with a group of their own and room for people", async () => {
    expect(codeOf(await border.try(createInstitution, { body: guard }))).toBe("scope-too-wide");
    const { unit } = await focal.do(createInstitution, { body: guard });
    expect(codeOf(await focal.try(createInstitution, { body: guard }))).toBe("institution-taken");
    const groups = await world.admin.query(
      "select 1 from access.audience_group g join access.institution i on i.id = g.institution_id where i.code = 'GUARD'",
    );
    expect(groups.rowCount).toBe(1);
    const below = await focal.do(createUnit, { params: { code: "GUARD" }, body: { ...unitBody, parent: unit } });
    const { person } = await focal.do(createPerson, {
      body: { username: "guard.officer", nameLatin: "Guard Officer", nameCyrillic: "Сотрудник", unit: below.unit },
    });
    await focal.do(assignToRole, { params: { id: person.id }, body: { role: "officer", scope: "unit" } });
    const listed = (await focal.do(listInstitutions)).items.find((one) => one.code === "GUARD");
    expect(listed).toMatchObject({
      shortRu: "Гвардия",
      contact: { duty_line: "102" },
      units: [
        { code: "HQ", parent: null },
        { code: "EAST", parent: unit },
      ],
    });
    // Whoever works there keeps it open.
    const change = { ...unitBody, active: false };
    expect(
      codeOf(await focal.try(changeUnit, { params: { code: "GUARD", unit: String(below.unit) }, body: change })),
    ).toBe("unit-in-use");
    expect(codeOf(await focal.try(changeUnit, { params: { code: "GUARD", unit: String(unit) }, body: change }))).toBe(
      "unit-in-use",
    );
    await focal.do(changeUnit, {
      params: { code: "GUARD", unit: String(below.unit) },
      body: { ...change, nameEn: "Eastern post", active: true },
    });
    expect(
      (await border.try(changeUnit, { params: { code: "GUARD", unit: String(below.unit) }, body: change })).status,
    ).toBe(404);
  });

  it("are kept by their own administrators, within their institution", async () => {
    const own = (await border.do(listInstitutions)).items.find((one) => one.code === "BORDER");
    const parent = own?.units[0]?.id;
    const { unit } = await border.do(createUnit, { params: { code: "BORDER" }, body: { ...unitBody, parent } });
    expect(codeOf(await border.try(createUnit, { params: { code: "BORDER" }, body: { ...unitBody, parent } }))).toBe(
      "institution-taken",
    );
    await border.do(changeUnit, {
      params: { code: "BORDER", unit: String(unit) },
      body: { ...unitBody, active: false },
    });
    expect(
      (await border.do(listInstitutions)).items
        .find((one) => one.code === "BORDER")
        ?.units.some((one) => one.id === unit),
    ).toBe(false);
    const police = (await border.do(listInstitutions)).items.find((one) => one.code === "POLICE")?.units[0]?.id;
    expect(
      fieldsOf(
        await border.try(createUnit, {
          params: { code: "BORDER" },
          body: { ...unitBody, code: "WEST", parent: police },
        }),
      ),
    ).toEqual(["/parent code-unknown"]);
    const names = {
      nameEn: "Border Service",
      nameRu: "Погранслужба",
      shortEn: "Border",
      shortRu: "Граница",
      contact: { email: "duty@border.example" },
    };
    await border.do(changeInstitution, { params: { code: "BORDER" }, body: names });
    expect((await border.try(changeInstitution, { params: { code: "POLICE" }, body: names })).status).toBe(404);
    expect(
      (
        await border.try(changeInstitution, {
          params: { code: "BORDER" },
          body: { ...names, contact: { secret: "x" } },
        })
      ).status,
    ).toBe(422);
    const { rows } = await world.admin.query<{ count: string }>(
      "select count(*) from journal.entry where kind in ('institution','unit') and verb = 'administer' and outcome = 'done'",
    );
    expect(Number(rows[0]?.count)).toBe(6);
  });
});
