import { signIn, test, expect } from "./portal.ts";
test("look", async ({ page, portal, complaints }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  page.on("console", (m) => console.log("CONSOLE", m.text()));
  page.on("pageerror", (m) => console.log("ERR", String(m)));
  await signIn(page, portal.member("joel"), "/missions");
  await page.screenshot({ path: "/tmp/s-missions.png" });
  await page.goto("/missions/reconcile-duplicates/compose");
  await page.waitForTimeout(3000);
  await page.screenshot({ path: "/tmp/s-compose.png" });
  await page.locator(".block").nth(3).click();
  await page.waitForTimeout(500);
  await page.screenshot({ path: "/tmp/s-compose2.png" });
  complaints.length = 0;
});
