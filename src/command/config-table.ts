/**
 * The table of settings for people: on the terminal and in `docs/generated/configuration.md`. Made from config-settings.ts and the
 * catalogue, so that it cannot lag behind.
 */
import { SETTING_NAMES, SETTINGS, type Setting } from "../platform/config-settings.ts";
import type { Words } from "./words.ts";

export interface SettingRow {
  readonly name: string;
  readonly group: Setting["group"];
  readonly type: string;
  readonly default: string;
  readonly secret: boolean;
  readonly restart: boolean;
  readonly meaning: string;
}

function typeText(setting: Setting, words: Words): string {
  const { type } = setting;
  switch (type.kind) {
    case "integer":
      return `${type.min}…${type.max}${type.unit === undefined ? "" : ` ${type.unit}`}`;
    case "choice":
      return type.of.join(" | ");
    case "url":
      return type.schemes.map((scheme) => `${scheme}://…`).join(" | ");
    default:
      return words(`config-table.types.${type.kind}`);
  }
}

export function settingRows(words: Words): SettingRow[] {
  return SETTING_NAMES.map((name) => {
    const setting: Setting = SETTINGS[name];
    return {
      name,
      group: setting.group,
      type: typeText(setting, words),
      default: setting.default ?? "–",
      secret: setting.secret,
      restart: setting.restart,
      meaning: words(`settings.${name}`),
    };
  });
}

/** The page `docs/generated/configuration.md`, in the language of `words`. */
export function configurationPage(words: Words): string {
  const rows = settingRows(words);
  const yesNo = (value: boolean): string => words(value ? "config-table.yes" : "config-table.no");
  const cell = (text: string): string => text.replaceAll("|", "\\|");
  const columns = ["name", "type", "default", "secret", "restart", "meaning"].map((column) =>
    words(`config-table.${column}`),
  );
  const parts = [`# ${words("config-table.title")}`, "", words("config-table.introduction"), ""];
  for (const group of new Set(rows.map((row) => row.group))) {
    parts.push(
      `## ${words(`config-table.groups.${group}`)}`,
      "",
      `| ${columns.join(" | ")} |`,
      `|${" --- |".repeat(columns.length)}`,
    );
    for (const row of rows.filter((candidate) => candidate.group === group)) {
      const fallback = row.default === "–" ? row.default : `\`${row.default}\``;
      const cells = [`\`${row.name}\``, row.type, fallback, yesNo(row.secret), yesNo(row.restart), row.meaning];
      parts.push(`| ${cells.map(cell).join(" | ")} |`);
    }
    parts.push("");
  }
  return parts.join("\n");
}
