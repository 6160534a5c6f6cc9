import { accessible, expect, signIn, test } from "./portal.ts";

test("the list of runs shows all, the open ones, or those of one verdict", async ({ page, portal }) => {
  const stopped = await portal.runThatAsks();
  const waiting = await portal.runThatAsks();
  await signIn(page, portal.member("ben"), `/runs/${stopped.run}`);
  await page.getByText("Stop…").click();
  await page.getByRole("button", { name: "Stop this run" }).click();
  await expect(page.locator(".verdict")).toContainText("Rejected");

  await page.goto("/runs");
  const row = (run: string) => page.locator(`a[href="/runs/${run}"]`);
  await expect(row(stopped.run)).toBeVisible();
  await expect(row(waiting.run)).toBeVisible();
  await page.getByRole("link", { name: "Open", exact: true }).click();
  await expect(row(stopped.run)).toHaveCount(0);
  await expect(row(waiting.run)).toBeVisible();
  await page.getByLabel("Ended as").selectOption({ label: "Rejected" });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(row(stopped.run)).toBeVisible();
  await expect(row(waiting.run)).toHaveCount(0);
  await accessible(page);
  await page.getByLabel("Ended as").selectOption({ label: "Partly applied" });
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByText("No run has ended like this.")).toBeVisible();
  await page.getByRole("link", { name: "Show all runs" }).click();
  await expect(row(waiting.run)).toBeVisible();
});

test("a long list goes on page by page, each run once", async ({ page, portal }) => {
  await signIn(page, portal.member("ana"));
  const lead = await portal.org.create("Lead", { LastName: "Alone", Company: `Nobody Else ${Date.now()}`, Status: "Open - Not Contacted" });
  await page.evaluate(async (lead) => {
    for (let at = 0; at < 55; at++) {
      const answer = await fetch("/api/v1/missions/reconcile-duplicates/runs", {
        method: "POST",
        headers: { "content-type": "application/json", "idempotency-key": `list-${at}-${Date.now()}` },
        body: JSON.stringify({ inputs: { lead } }),
      });
      if (!answer.ok) throw new Error(await answer.text());
    }
  }, lead);
  await page.goto("/runs");
  const seen: string[] = [];
  for (;;) {
    const here = await page.locator("td a[href^='/runs/run_']").evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
    seen.push(...here);
    const older = page.getByRole("link", { name: "Older" });
    if (!(await older.count())) break;
    const first = here[0];
    await older.click();
    await expect(page.locator(`a[href="${first}"]`)).toHaveCount(0);
  }
  expect(seen.length).toBeGreaterThan(55);
  expect(new Set(seen).size).toBe(seen.length);
  await page.getByRole("link", { name: "Newest" }).click();
  await expect(page.locator(`a[href="${seen[0]}"]`)).toBeVisible();
});

test("a place in the list that is none is refused in words", async ({ page, portal, complaints }) => {
  await signIn(page, portal.member("ana"));
  await page.goto("/runs?after=nonsense");
  await expect(page.getByText("that is not a place in a list", { exact: false })).toBeVisible();
  await page.goto("/runs?show=splendid");
  await expect(page.getByText("is not a verdict")).toBeVisible();
  complaints.length = 0; // the browser rightly reports the two
});
