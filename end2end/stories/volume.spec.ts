import { startLongRun } from "./long.ts";
import { expect, signIn, test } from "./portal.ts";

const MOST_ROWS = 300;

test("without script a long rail comes in stretches", async ({ browser, portal }) => {
  test.setTimeout(180_000);
  const run = await startLongRun(portal);
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: portal.ready.portal });
  const page = await context.newPage();
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await expect(async () => {
    await page.goto(`/runs/${run}?from=1`);
    await expect(page.getByText("No action needed", { exact: true })).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 120_000 });
  const numbers = () => page.locator(".obs").evaluateAll((lines) => lines.map((line) => Number((line as HTMLElement).dataset.number)));
  const first = await numbers();
  expect(first[0]).toBe(1);
  expect(first.length).toBeLessThanOrEqual(MOST_ROWS);
  await page.getByRole("link", { name: "Later" }).click();
  expect((await numbers())[0]).toBe(first.at(-1)! + 1);
  await page.getByRole("link", { name: "Earlier" }).click();
  expect(await numbers()).toEqual(first);
  await page.goto(`/runs/${run}?q=number+0321+fine`);
  await expect(page.locator(".obs")).toHaveCount(1);
  await context.close();
});
