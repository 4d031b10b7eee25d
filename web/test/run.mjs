// Run: the page in a real browser, on the record of examples/. Any request to another host, any word on the console that is an error, any serious fault
// that axe finds, a page wider than its window, or a mark that is not the server's bytes fails. Screenshots go to web/shots.
//
//     node test/run.mjs PROGRAM [RECORD]          (ONLY=words in the environment: those tests alone whose name has these words)
import { chromium } from "playwright-core";
import { spawn, execFileSync } from "node:child_process";
import { readFile, readdir, writeFile, mkdir, mkdtemp, rm, copyFile, rename } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [program, given] = process.argv.slice(2);
if (!program) throw new Error("node test/run.mjs PROGRAM [RECORD]");
const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
if (!browserPath) throw new Error("no Chromium here (Debian: apt-get install chromium; or set CHROMIUM)");
const shots = new URL("../shots/", import.meta.url).pathname;
const examples = new URL("../../examples/", import.meta.url).pathname;
const axe = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
const folder = await mkdtemp(join(tmpdir(), "dateline-page-"));
const VIEWS = ["overview", "timeline", "map", "network", "stories", "claims", "framing", "search", "sql"];
let passed = 0;
const failed = [];

/** Starts the server; gives its address and what ends it. */
function serve(record) {
  const child = spawn(program, ["serve", "--listen", "127.0.0.1:0", "--record", record], { stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((done, wrong) => {
    let said = "";
    child.stderr.on("data", (bytes) => {
      said += bytes;
      const url = /(http:\/\/[^ ]+)\//.exec(said)?.[1];
      if (url) done({ url, end: () => child.kill() });
    });
    child.on("exit", () => wrong(new Error(`the server ended: ${said}`)));
  });
}

function is(true_, words) {
  if (!true_) throw new Error(words);
}

async function test(name, run) {
  if (process.env.ONLY && !name.includes(process.env.ONLY)) return;
  const started = Date.now();
  try {
    await run();
    passed += 1;
    console.log(`ok    ${name} (${Date.now() - started} ms)`);
  } catch (error) {
    failed.push(name);
    console.log(`FAIL  ${name}: ${error.message}`);
  }
}

const record = join(folder, "record.sqlite");
if (given) await copyFile(given, record);
else execFileSync(program, ["read", "--quiet", "--record", record, examples], { stdio: ["ignore", "ignore", "inherit"] });
await mkdir(shots, { recursive: true });
const server = await serve(record);
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });

/** A page that notes all that must not be. */
async function page(width, dark = false, allowed = []) {
  const context = await browser.newContext({ viewport: { width, height: width < 600 ? 844 : 900 }, colorScheme: dark ? "dark" : "light", acceptDownloads: true, reducedMotion: "reduce" });
  const tab = await context.newPage();
  tab.setDefaultTimeout(60_000);
  const faults = [];
  tab.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(server.url) && !url.startsWith("blob:") && !url.startsWith("data:")) faults.push(`asked ${url}`);
  });
  tab.on("console", (message) => message.type() === "error" && !allowed.some((word) => message.text().includes(word)) && faults.push(`console: ${message.text()}`));
  tab.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  tab.settled = async () => {
    await tab.waitForFunction(() => document.querySelector("#view")?.children.length > 0 && !document.querySelector("#view[aria-busy]") && !document.querySelector(".wait"));
    await tab.waitForTimeout(60);
  };
  tab.clean = () => is(faults.length === 0, faults.join("; "));
  // A window as high as the page: what a full-page screenshot scrolls into is not always painted yet.
  tab.shoot = async (name) => {
    const height = await tab.evaluate(() => document.documentElement.scrollHeight);
    await tab.setViewportSize({ width, height: Math.min(8000, Math.max(height, 600)) });
    await tab.waitForTimeout(200);
    await tab.screenshot({ path: join(shots, `${name}.png`) });
  };
  tab.fit = async () => {
    const [inner, outer] = await tab.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    is(outer <= inner, `the page is ${outer} wide in a window of ${inner}`);
  };
  tab.axe = async () => {
    await tab.evaluate(axe);
    const found = await tab.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
    const serious = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
    is(serious.length === 0, serious.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} (${node.any[0]?.message ?? node.failureSummary})`).join(", ")}`).join("; "));
  };
  return tab;
}

for (const [width, dark] of [[1440, false], [390, false], [1440, true]]) {
  for (const view of VIEWS) {
    await test(`${view} at ${width}${dark ? ", dark" : ""}`, async () => {
      const tab = await page(width, dark);
      const more = view === "search" ? "&words=grain" : view === "sql" ? "&query=SELECT+day%2C+event%2C+actor%2C+id+FROM+timeline+LIMIT+20" : view === "claims" ? "&actor=UKR" : "";
      await tab.goto(`${server.url}/?view=${view}${more}`);
      await tab.settled();
      await tab.shoot(`${view}-${width}${dark ? "-dark" : ""}`);
      is((await tab.locator("#view .wrong").count()) === 0, await tab.locator("#view .wrong").allTextContents().then((all) => all.join()));
      await tab.fit();
      await tab.axe();
      tab.clean();
      await tab.context().close();
    });
  }
}

/** The words that the marks of a span hold, and the bytes that the server names. */
async function bytes(tab, report, spans) {
  const found = await (await tab.request.get(`${server.url}/api/report/${report}`)).json();
  for (const [role, span] of spans) {
    const whole = Buffer.from(span.in === "title" ? found.report.title : found.report.text, "utf8");
    const wanted = whole.subarray(span.start, span.end).toString("utf8");
    const got = (await tab.locator(`.article mark[data-marks~="${role}:${span.start}-${span.end}"]`).allTextContents()).join("");
    is(got === wanted, `${role} ${span.start}..${span.end}: the page marks «${got}», the server says «${wanted}»`);
  }
}

await test("every event opens, and its marks are the server's bytes", async () => {
  const tab = await page(1440);
  const events = await (await tab.request.get(`${server.url}/api/events?limit=200`)).json();
  is(events.length > 0, "there is no event");
  let checked = 0;
  for (const event of events.filter((_, at) => at % 4 === 0)) {
    const card = await (await tab.request.get(`${server.url}/api/event/${event.id}`)).json();
    is(card.mentions.length === event.mentions, `${event.id}: ${card.mentions.length} of ${event.mentions} mentions`);
    const mention = card.mentions[0];
    await tab.goto(`${server.url}/?open=${event.id}&report=${mention.report}&at=${mention.id}`);
    await tab.locator(".article mark.trigger").first().waitFor();
    const spans = Object.entries(mention.spans).flatMap(([role, one]) => (Array.isArray(one) ? one : one ? [one] : []).map((span) => [role, span]));
    await bytes(tab, mention.report, spans);
    checked += spans.length;
  }
  is(checked > 20, `only ${checked} spans were looked at`);
  tab.clean();
  await tab.context().close();
});

await test("from a row to its card, its article, its reasons, and back", async () => {
  const tab = await page(1440);
  await tab.goto(`${server.url}/?view=timeline`);
  await tab.settled();
  await tab.locator("a.row[data-open]").first().click();
  await tab.locator("#panel .mention").first().waitFor();
  await tab.screenshot({ path: join(shots, "card-1440.png") });
  await tab.axe();
  await tab.locator("#panel a[data-report]").first().click();
  await tab.locator(".article mark.trigger").first().waitFor();
  await tab.screenshot({ path: join(shots, "reader-1440.png") });
  await tab.axe();
  await tab.locator("#panel .chosen-row a[data-why]").first().click();
  await tab.locator("#panel .tree li").first().waitFor();
  await tab.screenshot({ path: join(shots, "why-1440.png") });
  await tab.axe();
  await tab.locator("#panel a.rule").first().click();
  await tab.locator("#panel pre, #panel .wrong").first().waitFor();
  for (let step = 0; step < 4; step++) await tab.goBack();
  await tab.waitForFunction(() => document.querySelector("#panel").hidden);
  is(new URL(tab.url()).searchParams.get("view") === "timeline", tab.url());
  tab.clean();
  await tab.context().close();
});

await test("card, article and reasons on a phone", async () => {
  const tab = await page(390);
  const [event] = await (await tab.request.get(`${server.url}/api/events?limit=1&order=largest`)).json();
  await tab.goto(`${server.url}/?open=${event.id}`);
  await tab.locator("#panel .mention").first().waitFor();
  await tab.screenshot({ path: join(shots, "card-390.png") });
  await tab.fit();
  await tab.locator("#panel a[data-report]").first().click();
  await tab.locator(".article mark.trigger").first().waitFor();
  await tab.screenshot({ path: join(shots, "reader-390.png") });
  await tab.fit();
  await tab.axe();
  tab.clean();
  await tab.context().close();
});

await test("filters stand in the address, in every view, and are taken off", async () => {
  const tab = await page(1440);
  await tab.goto(server.url);
  await tab.settled();
  const all = await tab.locator(".figures b").first().textContent();
  await tab.selectOption("#filter-event", "ASSAULT");
  await tab.waitForFunction((before) => document.querySelector(".figures b")?.textContent !== before, all);
  is(new URL(tab.url()).searchParams.get("event") === "ASSAULT", tab.url());
  const { total } = await (await tab.request.get(`${server.url}/api/total/events?event=ASSAULT`)).json();
  is(Number(await tab.locator(".figures b").first().textContent()) === total, "the figure is not the server's");
  await tab.fill("#filter-actor", "RUS");
  await tab.press("#filter-actor", "Enter");
  await tab.waitForFunction(() => location.search.includes("actor=RUS"));
  await tab.keyboard.press("2");
  await tab.waitForFunction(() => location.search.includes("view=timeline") && location.search.includes("actor=RUS"));
  await tab.settled();
  await tab.locator(".chips button", { hasText: "Clear all" }).click();
  await tab.waitForFunction(() => !location.search.includes("actor"));
  tab.clean();
  await tab.context().close();
});

await test("the keyboard goes all the way", async () => {
  const tab = await page(1440);
  await tab.goto(server.url);
  await tab.settled();
  await tab.keyboard.press("j");
  is(await tab.evaluate(() => document.activeElement?.classList.contains("row")), "j does not reach a row");
  await tab.keyboard.press("Enter");
  await tab.locator("#panel .mention").first().waitFor();
  await tab.keyboard.press("Escape");
  await tab.waitForFunction(() => document.querySelector("#panel").hidden);
  await tab.keyboard.press("3");
  await tab.settled();
  await tab.locator("svg.world").focus();
  await tab.keyboard.press("ArrowRight");
  is((await tab.locator("svg.world + [aria-live]").textContent()).length > 0, "the map does not say where one is");
  await tab.keyboard.press("Enter");
  await tab.waitForFunction(() => location.search.includes("place="));
  await tab.keyboard.press("?");
  await tab.locator("dialog[open]").waitFor();
  await tab.keyboard.press("Escape");
  await tab.keyboard.press("/");
  is(await tab.evaluate(() => document.activeElement?.id === "filter-actor"), "/ does not reach the filters");
  tab.clean();
  await tab.context().close();
});

await test("pictures and rows can be taken away", async () => {
  const tab = await page(1440);
  await tab.goto(`${server.url}/?view=map`);
  await tab.settled();
  for (const [button, begins] of [["Download map as SVG", "<svg"], ["Download map as PNG", "\x89PNG"], ["Download places as CSV", "place,country,lat,lon"]]) {
    const [download] = await Promise.all([tab.waitForEvent("download"), tab.getByLabel(button).first().click()]);
    const kept = await readFile(await download.path(), "latin1");
    is(kept.startsWith(begins), `${button}: ${kept.slice(0, 40)}`);
  }
  tab.clean();
  await tab.context().close();
});

await test("a story's outlets stand side by side", async () => {
  const tab = await page(1440);
  await tab.goto(`${server.url}/?view=stories`);
  await tab.settled();
  await tab.locator("a.row").first().click();
  await tab.locator("table.compare, .empty").first().waitFor();
  await tab.settled();
  await tab.shoot("compare-1440");
  await tab.axe();
  tab.clean();
  await tab.context().close();
});

await test("SQL that writes is refused in words", async () => {
  const tab = await page(1440, false, ["400"]);
  await tab.goto(`${server.url}/?view=sql`);
  await tab.settled();
  await tab.fill("textarea", "DELETE FROM events");
  await tab.press("textarea", "Control+Enter");
  await tab.locator(".wrong").waitFor();
  is((await tab.locator(".wrong").textContent()).includes("only queries that read"), "it is not told");
  tab.clean();
  await tab.context().close();
});

await test("markup in an article stays text", async () => {
  const tab = await page(1440);
  const evil = join(folder, "evil.sqlite");
  const line = JSON.stringify({ id: "x", title: "<img src=x onerror=alert(1)> Turkey bombs depot", text: "Turkish jets bombed a depot in Iraq on Tuesday, <script>alert(1)</script> the defence ministry said.", published: "2021-03-10", outlet: "<b>Bold</b> News", url: "javascript:alert(1)" });
  execFileSync(program, ["read", "--quiet", "--as-is", "--record", evil, "-"], { input: line });
  const other = await serve(evil);
  const [report] = await (await tab.request.get(`${other.url}/api/reports`)).json();
  let asked = false;
  tab.on("dialog", (dialog) => { asked = true; void dialog.dismiss(); });
  const context = await browser.newContext();
  const bare = await context.newPage();
  bare.on("dialog", () => (asked = true));
  await bare.goto(`${other.url}/?report=${report.id}`);
  await bare.locator(".article").waitFor();
  is((await bare.locator(".article img, .article script, #panel b b").count()) === 0, "markup came to life");
  is((await bare.locator("a[href^='javascript']").count()) === 0, "a script became a link");
  is((await bare.locator(".article").textContent()).includes("<script>"), "the words are not there");
  is(!asked, "a script ran");
  await context.close();
  await tab.context().close();
  other.end();
});

await test("an empty record says what to do", async () => {
  const empty = join(folder, "empty.sqlite");
  execFileSync(program, ["read", "--quiet", "--record", empty, await mkdtemp(join(folder, "nothing-"))]);
  is(existsSync(empty), "no record was made");
  const other = await serve(empty);
  const context = await browser.newContext();
  const tab = await context.newPage();
  const faults = [];
  tab.on("pageerror", (error) => faults.push(error.message));
  for (const view of VIEWS) {
    await tab.goto(`${other.url}/?view=${view}`);
    await tab.waitForFunction(() => document.querySelector("#view")?.children.length > 0 && !document.querySelector("#view[aria-busy]") && !document.querySelector(".wait"));
    is((await tab.locator(".notice").textContent()).includes("empty"), `${view} does not say that the record is empty`);
    is((await tab.locator("#view .wrong").count()) === 0, `${view}: ${await tab.locator("#view .wrong").allTextContents()}`);
  }
  is(faults.length === 0, faults.join());
  await tab.screenshot({ path: join(shots, "empty-1440.png") });
  await context.close();
  other.end();
});

await test("a record that is being written says so, shows what there is, and then the rest", async () => {
  const text = (await readFile(join(examples, (await readdir(examples)).find((name) => name.endsWith(".txt"))), "utf8")).trim();
  const line = (n) => JSON.stringify({ url: `https://paper${n % 7}.example/${n}`, title: `Report ${n}`, outlet: `Paper ${n % 7}`, published: `2019-09-${String(1 + (n % 28)).padStart(2, "0")}`, text: `${text}\n\nThis was report ${n}.` });
  const many = join(folder, "many.jsonl"), written = join(folder, "written.sqlite");
  await writeFile(many, Array.from({ length: 600 }, (_, n) => line(n)).join("\n"));
  execFileSync(program, ["read", "--quiet", "--record", written, "-"], { input: line(600) });
  const other = await serve(written);
  const status = async () => (await fetch(`${other.url}/api/status`)).json();
  const before = (await status()).totals;
  const run = spawn(program, ["read", "--quiet", "--record", written, many], { stdio: "ignore" });
  const ended = new Promise((done) => run.on("exit", done));
  try {
    // The run is held in its midst, whatever it is doing.
    while ((await status()).merged) is(run.exitCode === null, "the run was over before it was seen");
    run.kill("SIGSTOP");
    const during = (await status()).totals;
    is(during.reports > before.reports && during.reports < 601, `${during.reports} reports while it is written`);
    const tab = await page(1440);
    for (const view of VIEWS) {
      await tab.goto(`${other.url}/?view=${view}`);
      await tab.settled();
      is((await tab.locator(".notice").textContent()).includes("being written"), `${view} does not say that the record is being written`);
      is((await tab.locator("#view .wrong").count()) === 0, `${view}: ${await tab.locator("#view .wrong").allTextContents()}`);
    }
    await tab.goto(other.url);
    await tab.settled();
    is(Number(await tab.locator(".figures b").first().textContent()) === before.events, "events are not those of the last merging");
    await tab.screenshot({ path: join(shots, "written-1440.png") });
    run.kill("SIGCONT");
    is((await ended) === 0, "the run failed");
    await tab.reload();
    await tab.settled();
    is(await tab.locator(".notice").isHidden(), "the notice stays");
    is((await tab.locator(".record").textContent()).includes("601 reports"), await tab.locator(".record").textContent());
    await tab.context().close();
  } finally {
    run.kill("SIGKILL");
    other.end();
  }
});

await test("a record deleted under the page is told, and found again", async () => {
  const tab = await page(1440, false, ["410"]);
  await tab.goto(server.url);
  await tab.settled();
  await rename(record, `${record}.away`);
  await tab.keyboard.press("3");
  await tab.locator("#view h1", { hasText: "The record is gone" }).waitFor();
  await tab.screenshot({ path: join(shots, "gone-1440.png") });
  await rename(`${record}.away`, record);
  await tab.getByRole("button", { name: "Try again" }).click();
  await tab.locator("svg.world").waitFor();
  tab.clean();
  await tab.context().close();
});

await browser.close();
server.end();
await rm(folder, { recursive: true, force: true });
console.log(failed.length === 0 ? `test result: ok. ${passed} passed` : `test result: FAILED. ${passed} passed; ${failed.length} failed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
