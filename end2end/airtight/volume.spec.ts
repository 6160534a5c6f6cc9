import { LONG, startLongRun } from "../stories/long.ts";
import { accessible, awake, expect, signIn, test } from "../stories/portal.ts";
import { heap, longTasks, watchPage } from "./measure.ts";

// No task of the page is longer, in milliseconds, while somebody scrolls and searches.
const LONGEST_TASK = 50;
const MOST_ROWS = 300;

test("20,000 observations scroll and search without a stutter, with few rows in the document", async ({ page, portal }) => {
  test.setTimeout(180_000);
  const run = await startLongRun(portal);
  await expect(async () => {
    const { items } = await portal.command("ana", "runs");
    expect(items.find((item: { id: string }) => item.id === run).verdict).toBe("no_action_needed");
  }).toPass({ timeout: 120_000 });

  await watchPage(page);
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await awake(page);
  const rail = page.getByRole("log");
  const rows = rail.getByRole("link");
  await expect(page.getByRole("link", { name: /Everything/ })).toContainText(/20,\d{3}/);
  const all = Number((await page.getByRole("slider").getAttribute("max"))!);
  expect(all).toBeGreaterThan(LONG);
  expect(await rows.count()).toBeLessThanOrEqual(MOST_ROWS);

  const client = await page.context().newCDPSession(page);
  const heapBefore = await heap(client);
  const before = (await longTasks(page)).length;

  // Through the whole rail, as a thumb is dragged: what is shown is what the place says, in order.
  for (const part of [0.1, 0.25, 0.5, 0.75, 0.9, 1]) {
    await rail.evaluate((element, part) => (element.scrollTop = element.scrollHeight * part), part);
    await expect(rail.locator("[data-late]")).toHaveCount(0);
    const numbers = await rows.evaluateAll((lines) => lines.map((line) => Number((line as HTMLElement).dataset.number)));
    expect(numbers.length).toBeLessThanOrEqual(MOST_ROWS);
    expect(numbers).toEqual(numbers.map((_, at) => numbers[0] + at));
  }
  await expect(rail).toContainText("Verdict");

  // Fast, as a wheel turns.
  await rail.hover();
  for (let turn = 0; turn < 40; turn++) await page.mouse.wheel(0, turn % 2 ? 1200 : -1500);

  // The server looks through all of it.
  const search = page.getByRole("searchbox", { name: "Search the rail" });
  await search.fill("number 0321 fine");
  await expect(rows).toHaveCount(1);
  await expect(rail).toContainText("number 0321 is fine");
  await search.fill("check 17");
  await expect(rail.getByText("Check 17: long").first()).toBeVisible();
  expect(await rows.count()).toBeLessThanOrEqual(MOST_ROWS);
  await search.fill("");
  await expect(page.getByRole("link", { name: /Everything/ })).toBeVisible();

  // And at every level.
  await page.getByRole("link", { name: "Headlines" }).click();
  await expect(rows).toHaveCount(2);
  await page.getByRole("link", { name: "Conclusions" }).click();
  await expect.poll(() => rows.count()).toBeGreaterThan(10);
  expect(await rows.count()).toBeLessThanOrEqual(MOST_ROWS);

  const tasks = (await longTasks(page)).slice(before);
  console.log(`tasks over 50 ms: ${JSON.stringify(tasks)}`);
  const grown = (await heap(client)) - heapBefore;
  console.log(`heap grew by ${(grown / 1e6).toFixed(1)} MB`);
  expect(tasks.filter((milliseconds) => milliseconds > LONGEST_TASK)).toEqual([]);
  expect(grown).toBeLessThan(10e6);
  await accessible(page);
});
