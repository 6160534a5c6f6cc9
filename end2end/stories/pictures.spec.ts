import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { awake, expect, signIn, test } from "./portal.ts";
import { small } from "./small.ts";

// The pictures of the README. They are taken when a folder for them is named: `PICTURES=pictures`. Without one the same
// pages are looked at, and none is written.
const folder = process.env.PICTURES;

const SCREEN = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

const TAMSIN = { name: "Tamsin Instruments", domain: "tamsin.example", phone: "+44 117 4960872", also: "Tamsin Instr. Ltd" };
const THORNWICK = { name: "Thornwick Valves", domain: "thornwick.example", phone: "+44 117 4960155", also: "Thornwick Valves Ltd" };
const VOSS = { name: "Voss Marine Supply", domain: "vossmarine.example", phone: "+44 117 4960310", also: "" };

test("the pages that the README shows are there, and say at one look what they are about", async ({ page, portal }) => {
  test.setTimeout(120_000);
  await page.setViewportSize(SCREEN);
  // New leads set the mission off by themselves.
  await portal.newLead(await portal.org.plant(true, { Industry: "Instrumentation" }, TAMSIN), { FirstName: "Priya", LastName: "Anand" });
  await portal.newLead(await portal.org.plant(true, {}, THORNWICK), { FirstName: "Tom", LastName: "Reyes" });
  await portal.newLead(await portal.org.plant(false, {}, VOSS), { FirstName: "Nadia", LastName: "Brandt" });
  const found: { id: string; run: string; title: string }[] = [];
  await expect(async () => {
    const { items } = await portal.command("ben", "decisions", "--limit", "200");
    found.splice(0, found.length, ...[TAMSIN, THORNWICK, VOSS].map(({ name }) => items.find((item: { title: string }) => item.title.includes(name))));
    expect(found.every(Boolean)).toBe(true);
  }).toPass({ timeout: 60_000 });
  const [{ id: decision, run }] = found;
  await signIn(page, portal.member("ben"), "/decisions");
  await awake(page);
  await expect(page.locator(".item").first()).toBeInViewport({ ratio: 1 });
  await picture(page, "queue");

  await page.goto(`/decisions/${decision}`);
  await awake(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(TAMSIN.name);
  for (const name of ["Why", "What could go wrong", "Can it be undone", "What happens if I wait"])
    await expect(page.getByRole("heading", { name, exact: true })).toBeInViewport({ ratio: 1 });
  for (const part of await page.locator(".part").all()) await expect(part).toBeInViewport({ ratio: 1 });
  for (const name of [/^Reject/, /^Approve/]) await expect(page.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
  await picture(page, "decision");
  await page.emulateMedia({ colorScheme: "dark" });
  await picture(page, "decision-dark");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  await expect(page.getByRole("button", { name: /^Approve/ })).toBeInViewport({ ratio: 1 });
  await picture(page, "decision-phone");

  await page.setViewportSize(SCREEN);
  await portal.command("ben", "decide", decision, "approve");
  await page.goto(`/runs/${run}`);
  await expect(page.getByRole("status").getByText("Verified", { exact: true })).toBeVisible({ timeout: 30_000 });
  await page.goto(`/runs/${run}?level=conclusions`);
  await awake(page);
  await page.getByRole("log").getByRole("link", { name: /Whether they may be merged/ }).click();
  await expect(page.getByRole("region", { name: "Observation" }).getByText(/^Row .* decided$/).first()).toBeInViewport();
  await picture(page, "run");
});

/** One screen, as it is. */
async function picture(page: Page, name: string) {
  const taken = small(await page.screenshot({ animations: "disabled" }));
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.png`), taken);
}
