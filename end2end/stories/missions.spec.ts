import { accessible, awake, expect, signIn, test } from "./portal.ts";

test("a mission says what it reads, what it could change and who signs that", async ({ page, portal }) => {
  await signIn(page, portal.member("priya"), "/missions");
  await expect(page.getByRole("heading", { name: /published$/ })).toBeVisible();
  await page.getByRole("link", { name: "Reconcile duplicate accounts", exact: true }).click();
  await expect(page).toHaveURL(/\/missions\/reconcile-duplicates$/);
  const writes = page.getByRole("region", { name: "What it could change" });
  const merge = writes.getByRole("row", { name: /Account Merge records into one/ });
  await expect(merge).toContainText("Billing street");
  await expect(merge).toContainText("One approver");
  await expect(writes.getByRole("row", { name: /Lead Convert into an account/ })).toContainText("the whole record");
  const reads = page.getByRole("region", { name: "What it reads" });
  await reads.getByText("Opportunity", { exact: true }).click();
  await expect(reads.getByText(/Stage name/)).toBeVisible();
  await expect(page.getByText(/^It starts with each new Lead, or by hand/)).toBeVisible();
});

test("somebody finds a lead by name and starts the mission for it; pressing twice starts one run", async ({ page, portal }) => {
  const company = await portal.org.plant(false, {});
  await portal.org.create("Lead", { FirstName: "Oda", LastName: `Winter${company.phone.slice(-5)}`, Company: company.name, Email: `oda@${company.domain}`, Status: "Open - Not Contacted" });
  await signIn(page, portal.member("priya"), "/missions/reconcile-duplicates");
  await awake(page);
  const start = page.getByRole("region", { name: "Start it now" });
  await start.getByRole("searchbox", { name: "Lead" }).fill(`Winter${company.phone.slice(-5)}`);
  await start.getByRole("button", { name: "Find" }).click();
  await expect(start.getByRole("radio", { name: /Oda Winter/ })).toBeChecked(); // the only one
  await start.getByRole("button", { name: "Start the mission" }).dblclick();
  await expect(page).toHaveURL(/\/runs\/run_/);
  await expect(page.getByRole("heading", { name: "Reconcile duplicate accounts" })).toBeVisible();
  const { items } = await portal.command("ben", "runs", "--limit", "100");
  const name = `Oda Winter${company.phone.slice(-5)}`;
  expect(items.filter((run: { about: string }) => run.about === `Started by Priya Raman for ${name}`)).toHaveLength(1);
});

test("a lead is named by the address of its page in Salesforce, and a wrong one is refused where it was typed", async ({ page, portal }) => {
  const lead = await portal.org.create("Lead", { LastName: "Addressed", Company: "Addressed and Sons", Status: "Open - Not Contacted" });
  await signIn(page, portal.member("priya"), "/missions/reconcile-duplicates");
  await awake(page);
  const start = page.getByRole("region", { name: "Start it now" });
  await start.getByRole("searchbox", { name: "Lead" }).fill(`https://acme.lightning.force.com/lightning/r/Lead/${lead}/view`);
  await start.getByRole("button", { name: "Find" }).click();
  await expect(start.getByRole("radio", { name: /Addressed/ })).toBeChecked();
  await start.getByRole("searchbox", { name: "Lead" }).fill("nobody is called this");
  await start.getByRole("button", { name: "Find" }).click();
  await expect(start.getByText("No lead fits “nobody is called this”.", { exact: false })).toBeVisible();
  await start.getByRole("button", { name: "Start the mission" }).click();
  await expect(start.getByRole("alert")).toContainText("Say which Lead first: this mission needs `lead`. Nothing was started.");
});

test("whoever only looks cannot start, and is told why", async ({ page, portal }) => {
  await signIn(page, portal.member("ida"), "/missions/reconcile-duplicates");
  await expect(page.getByRole("button", { name: "Start the mission" })).toHaveCount(0);
  await expect(page.getByText("Your role is to look, not to start.", { exact: false })).toBeVisible();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a lead is found and the mission started by plain forms", async ({ page, portal }) => {
    const name = `Plain${Date.now() % 100_000}`;
    await portal.org.create("Lead", { LastName: name, Company: `${name} and Sons`, Status: "Open - Not Contacted" });
    await signIn(page, portal.member("priya"), "/missions/reconcile-duplicates");
    await page.getByRole("searchbox", { name: "Lead" }).fill(name);
    await page.getByRole("button", { name: "Find" }).click();
    await expect(page.getByRole("radio", { name: new RegExp(name) })).toBeChecked();
    await page.getByRole("button", { name: "Start the mission" }).click();
    await expect(page).toHaveURL(/\/runs\/run_/);
  });
});

test("the runs of one mission are listed apart", async ({ page, portal }) => {
  await portal.runThatAsks({ twins: false });
  await signIn(page, portal.member("ben"), "/missions/reconcile-duplicates");
  await page.getByRole("link", { name: "All of them" }).click();
  await expect(page).toHaveURL(/\/runs\?mission=reconcile-duplicates/);
  await expect(page.getByText("Only those of Reconcile duplicate accounts.")).toBeVisible();
  await page.getByRole("link", { name: "Open", exact: true }).click();
  await expect(page).toHaveURL(/mission=reconcile-duplicates/);
});

for (const [colorScheme, width] of [["light", 1440], ["dark", 390]] as const) {
  test.describe(`${colorScheme}, ${width} wide`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });

    test("missions can be used by everyone", async ({ page, portal }) => {
      await signIn(page, portal.member("priya"));
      for (const path of ["/missions", "/missions/reconcile-duplicates"]) {
        await page.goto(path);
        await awake(page);
        await accessible(page);
        const overflows = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
        expect(overflows, path).toBe(false);
      }
    });
  });
}
