import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { awake, expect, signIn, test } from "./portal.ts";

// The pictures of the README. They are taken when a folder for them is named: `PICTURES=pictures`. Without one the same
// pages are looked at, and none is written.
const folder = process.env.PICTURES;

const SCREEN = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

test("the pages that the README shows are there, and say at one look what they are about", async ({ page, portal }) => {
  test.setTimeout(120_000);
  await page.setViewportSize(SCREEN);
  const tamsin = { name: "Tamsin Optical Works", domain: "tamsinoptical.example", phone: "+44 117 4960872", also: "Tamsin Optical Wks Ltd" };
  const thornwick = { name: "Thornwick Valves", domain: "thornwickvalves.example", phone: "+44 117 4960155", also: "Thornwick Valves Ltd" };
  const { run, decision } = await portal.runThatAsks({ company: tamsin, lead: { FirstName: "Priya", LastName: "Anand" } });
  await portal.runThatAsks({ company: thornwick, lead: { FirstName: "Tom", LastName: "Reyes" } });
  await portal.runThatAsks({ company: { ...thornwick, name: "Voss Marine Supply", domain: "vossmarine.example" }, twins: false, lead: { FirstName: "Nadia", LastName: "Voss" } });
  await signIn(page, portal.member("ben"), "/decisions");
  await awake(page);
  await expect(page.getByText(tamsin.name).first()).toBeInViewport();
  await picture(page, "queue");

  await page.goto(`/decisions/${decision}`);
  await awake(page);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(tamsin.name);
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
  await page.reload();
  await awake(page);
  await page.getByRole("log").getByRole("link", { name: /Rule/ }).nth(1).click();
  await expect(page.getByRole("region", { name: "Observation" }).getByText("decided").first()).toBeInViewport();
  await picture(page, "run");
});

/** One screen, as it is. */
async function picture(page: Page, name: string) {
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(folder, `${name}.png`), animations: "disabled" });
}
