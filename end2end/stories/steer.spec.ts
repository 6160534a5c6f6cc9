import { awake, expect, signIn, test } from "./portal.ts";

test("a paused run makes no calls, and goes on where it was", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await awake(page);
  const state = page.locator(".verdict");
  await expect(state).toContainText("Waiting for decision");
  await page.keyboard.press("p");
  await expect(state).toContainText("Paused");
  await expect(page.getByRole("button", { name: "Resume" })).toBeVisible();

  const before = await portal.org.counters();
  await portal.command("ben", "decide", decision, "approve");
  // The trigger may find the same lead and look at it in a run of its own; this one writes nothing and stays where it is.
  await expect(async () => {
    const calls = await portal.org.calls();
    await portal.command("ana", "runs");
    expect(await portal.org.calls()).toBe(calls);
  }).toPass();
  const { requests: _, ...writes } = before;
  expect(await portal.org.counters()).toMatchObject(writes);
  await expect(state).toContainText("Paused");

  await page.getByRole("button", { name: "Resume" }).click();
  await expect(state).toContainText("Verified", { timeout: 30_000 });
  const after = await portal.org.counters();
  expect(after.merges).toBe(before.merges + 1);
  // What was read is not read again: every read step is in the rail once.
  const steps = await page.locator(".obs", { has: page.locator("[data-icon=eye]") }).allInnerTexts();
  expect(new Set(steps).size).toBe(steps.length);
});

test("stopping says first what it means, and withdraws what waits", async ({ page, portal }) => {
  const { run, decision } = await portal.runThatAsks();
  await signIn(page, portal.member("ana"), `/runs/${run}`);
  await awake(page);
  await page.getByText("Stop…").click();
  await expect(page.getByText("nothing more is written")).toBeVisible();
  await page.getByRole("button", { name: "Stop this run" }).click();
  await expect(page.locator(".verdict")).toContainText("Rejected");
  const { items } = await portal.command("ben", "decisions");
  expect(items.map((item: { id: string }) => item.id)).not.toContain(decision);
});

test("who may only read sees no way to pause or stop", async ({ page, portal }) => {
  const { run } = await portal.runThatAsks();
  await signIn(page, portal.member("ida"), `/runs/${run}`);
  await expect(page.getByRole("log")).toContainText("Proposal");
  await expect(page.getByRole("button", { name: "Pause" })).toHaveCount(0);
  await expect(page.getByText("Stop…")).toHaveCount(0);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a run is paused and resumed by plain forms", async ({ page, portal }) => {
    const { run } = await portal.runThatAsks();
    await signIn(page, portal.member("ana"), `/runs/${run}`);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page).toHaveURL(new RegExp(`/runs/${run}`));
    await expect(async () => {
      await page.reload();
      await expect(page.locator(".verdict")).toContainText("Paused", { timeout: 100 });
    }).toPass();
    await page.getByRole("button", { name: "Resume" }).click();
    await expect(async () => {
      await page.reload();
      await expect(page.locator(".verdict")).toContainText("Waiting for decision", { timeout: 100 });
    }).toPass();
  });
});

test("while Salesforce is away the run says since when it waits, and goes on by itself", async ({ page, portal }) => {
  const company = await portal.org.plantTwins();
  const lead = await portal.org.create("Lead", { LastName: "Away", Company: company.name, Email: `a.way@${company.domain}`, Status: "Open - Not Contacted" });
  await signIn(page, portal.member("ana"));
  await portal.org.fails({ when: { path_contains: "/services/data" }, fault: "unavailable", retry_after: 2, times: 1000 });
  try {
    const { id: run } = await portal.command("ana", "run", "reconcile-duplicates", "--input", `lead=${lead}`);
    await page.goto(`/runs/${run}`);
    await expect(page.locator(".verdict")).toContainText("Waiting for system");
    await expect(page.getByRole("log")).toContainText("Waiting for Salesforce since");
    await portal.org.recovers();
    await expect(page.locator(".verdict")).toContainText("Waiting for decision", { timeout: 30_000 });
  } finally {
    await portal.org.recovers();
  }
});
