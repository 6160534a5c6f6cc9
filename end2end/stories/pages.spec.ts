import { accessible, awake, expect, signIn, test } from "./portal.ts";

test("a page asks who is there, and comes back to where one wanted to go", async ({ page, portal }) => {
  await page.goto("/runs");
  await expect(page).toHaveURL(/\/sign-in\?next=\/runs$/);
  const { email, password } = portal.member("priya");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toContainText("do not belong together");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Runs" })).toBeVisible();
});

test("what is not there is a true 404", async ({ page, portal, complaints }) => {
  await signIn(page, portal.member("ana"));
  for (const path of ["/nothing", "/runs/run_nothing", "/decisions/dec_nothing", "/runs/nonsense"]) {
    expect((await page.goto(path))!.status(), path).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  }
  complaints.length = 0; // the browser rightly reports the four
});

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in ${colorScheme}`, () => {
    test.use({ colorScheme });

    test("every page can be used by everyone", async ({ page, portal }) => {
      await page.goto("/sign-in");
      await accessible(page);
      const { run, decision } = await portal.runThatAsks();
      await signIn(page, portal.member("ben"));
      for (const path of ["/", "/runs", `/runs/${run}`, `/runs/${run}?observation=2`, "/decisions", `/decisions/${decision}`, "/records", "/records/Case"]) {
        await page.goto(path);
        await awake(page);
        await accessible(page);
      }
    });
  });
}
