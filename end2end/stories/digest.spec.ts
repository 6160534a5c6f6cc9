import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { awake, expect, test } from "./portal.ts";

// What is signed must be the same to the byte natively and in the browser. The native half of this is in the domain's tests.
const golden = join(import.meta.dirname, "../../crates/domain/tests/golden/part-1.json");
const signed = "ad2e259321a8605abf5308a23a57201ccb3abfdc3b1b0c2e445e498dd8c60b2d";

test("the browser computes the digest that is signed", async ({ page }) => {
  await page.goto("/sign-in");
  await awake(page);
  const part = await readFile(golden, "utf8");
  const digest = (text: string) =>
    page.evaluate(async (text) => {
      const script = document.querySelector<HTMLLinkElement>('link[rel="modulepreload"]')!.href;
      return (await import(script)).part_digest(text) as string | undefined;
    }, text);
  expect(await digest(part)).toBe(signed);
  expect(await digest(part.replace("Acme", "Acne"))).not.toBe(undefined);
  expect(await digest(part.replace('"Acme"', '"Acne"'))).not.toBe(signed);
  expect(await digest("{}")).toBe(undefined);
});
