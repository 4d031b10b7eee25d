// Load: how fast the page is on a large record: first view, every filter in every view, and requests a second on filtered routes, each asked once, so
// that no answer kept from before helps. In: a program and a record; out: a table, and 1 where a bar is missed.
//
//     cargo run --release -p record --example bars -- /tmp/page.sqlite 100000      (200,000 events; as many reports as the last number says)
//     node test/load.mjs PROGRAM RECORD [http|page]
import { chromium } from "playwright-core";
import { spawn, execFileSync } from "node:child_process";
import { readFileSync, existsSync } from "node:fs";
import http from "node:http";
import { loadavg, cpus } from "node:os";

const [program, record, only] = process.argv.slice(2);
if (!program || !record) throw new Error("node test/load.mjs PROGRAM RECORD [http|page]");
const VIEWS = ["overview", "timeline", "map", "network", "stories", "claims", "framing", "search", "sql"];
/** The bars: milliseconds to the first view, to another filter, of the slowest in a hundred; requests a second. */
const FIRST = 1000, FILTER = 300, SLOWEST = 100, RATE = 200;
const ASKED = Number(process.env.REQUESTS ?? 2000);
let missed = 0;

const bar = (what, value, good) => {
  if (!good) missed += 1;
  console.log(`${good ? "ok  " : "MISS"}  ${what.padEnd(58)} ${value}`);
};

/** The server on one core where the system can hold it there. */
function serve() {
  const args = ["serve", "--listen", "127.0.0.1:0", "--record", record];
  const pinned = existsSync("/usr/bin/taskset") && cpus().length > 1;
  const child = pinned ? spawn("taskset", ["-c", "0", program, ...args], { stdio: ["ignore", "ignore", "pipe"] }) : spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
  return new Promise((done, wrong) => {
    let said = "";
    child.stderr.on("data", (bytes) => {
      said += bytes;
      const url = /(http:\/\/[^ ]+)\//.exec(said)?.[1];
      if (url) done({ url, pid: child.pid, end: () => child.kill() });
    });
    process.on("exit", () => child.kill());
    child.on("exit", () => wrong(new Error(`the server ended: ${said}`)));
  });
}

/** Milliseconds of a core that a process has had. */
function spent(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return NaN;
  }
}

/** The same of all the processes that a browser is. */
function used(root) {
  const rows = existsSync("/proc") ? execFileSync("ps", ["-eo", "pid=,ppid="], { encoding: "utf8" }).trim().split("\n").map((row) => row.trim().split(/\s+/).map(Number)) : [];
  const family = new Set([root]);
  for (let before = 0; before < family.size;) {
    before = family.size;
    for (const [pid, parent] of rows) if (family.has(parent)) family.add(pid);
  }
  return [...family].reduce((sum, pid) => sum + (spent(pid) || 0), 0);
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
const get = (path) => new Promise((done, wrong) => {
  http.get(`${server.url}${path}`, { agent }, (answer) => {
    const parts = [];
    answer.on("data", (part) => parts.push(part));
    answer.on("end", () => answer.statusCode === 200 ? done(Buffer.concat(parts)) : wrong(new Error(`${path}: ${answer.statusCode} ${Buffer.concat(parts)}`)));
  }).on("error", wrong);
});
const json = async (path) => JSON.parse(await get(path));

const share = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Values that the record has, of each filter: some common, some rare. */
async function values() {
  const [words, ties, sites, outlets, speakers, stories, bars] = await Promise.all([json("/api/words"), json("/api/network"), json("/api/map"), json("/api/overview"), json("/api/speakers?limit=60"), json("/api/stories?limit=20"), json("/api/bars")]);
  const spread = (list, many) => Array.from({ length: Math.min(many, list.length) }, (_, at) => list[Math.floor((at * list.length) / Math.min(many, list.length))]);
  const parties = [...new Set(ties.ties.flatMap((tie) => [tie.actor, tie.recipient]))].map((name) => name.replace(/^([A-Z]{3}) ([A-Z]{3})$/, "$1:$2"));
  return {
    actor: spread(parties, 40), with: spread(parties, 12), event: words.categories.map((one) => one.name), quad: ["1", "2", "3", "4"],
    place: spread(sites.sites.map((site) => site.place), 30), country: spread([...new Set(sites.sites.map((site) => site.country).filter(Boolean))], 20),
    outlet: outlets.outlets.map((one) => one.outlet).filter(Boolean), since: spread(bars.rows.map((row) => row.begins), 12), said_by: spread(speakers.map((one) => one.id || one.name), 20),
    sector: ["GOV", "MIL", "REB", "CVL"], mode: ["aerial", "drone", "firearms"], context: ["military", "diplomatic", "economic"],
    aux: words.aux, min_sources: ["2", "3"], min_confidence: ["0.5", "0.8"], own_voice: ["true"], ...(stories.length > 0 ? { story: spread(stories.map((story) => story.id), 5) } : {}),
  };
}

/** Questions, no two alike: each filter, then two at a time, then pages of them. */
function questions(known) {
  const names = Object.keys(known);
  const single = names.flatMap((name) => known[name].map((value) => ({ [name]: value })));
  const pairs = [];
  for (let n = 0; pairs.length < ASKED * 2 && n < 40; n++) {
    names.forEach((a, i) => names.forEach((b, j) => {
      const [one, two] = [known[a][(n * 7 + j) % known[a].length], known[b][(n * 5 + i) % known[b].length]];
      if (i < j && n % Math.max(known[a].length, known[b].length) === n) pairs.push({ [a]: one, [b]: two });
    }));
  }
  const all = [...single, ...pairs].map((one) => new URLSearchParams(one).toString());
  const alike = new Set();
  return all.flatMap((words) => (alike.has(words) ? [] : (alike.add(words), [words])));
}

async function events(known) {
  const all = questions(known);
  // Mixed, the same way each time, so that the slow kinds do not come in a row.
  let seed = 7;
  const order = all.map((words) => [(seed = (seed * 48271) % 2147483647), words]).sort((a, b) => a[0] - b[0]).map(([, words]) => words).slice(0, ASKED);
  const path = (words) => `/api/events?${words}&limit=50`;
  const before = spent(server.pid), slow = [];
  for (const words of order.slice(0, 300)) {
    const from = spent(server.pid), started = performance.now();
    await get(path(words));
    slow.push([spent(server.pid) - from, performance.now() - started, words]);
  }
  slow.sort((a, b) => b[0] - a[0] || b[1] - a[1]);
  console.log(`      CPU of the server, one after another: ${((spent(server.pid) - before) / slow.length).toFixed(1)} ms a request; dearest: ${slow.slice(0, 4).map(([cpu, , words]) => `${words} ${cpu} ms`).join(", ")}`);
  const rest = order.slice(300);
  const times = [], started = performance.now(), cpu = spent(server.pid);
  await Promise.all(rest.map(async (words, at) => {
    await new Promise((go) => setTimeout(go, (at * 1000) / RATE - (performance.now() - started)));
    const from = performance.now();
    await get(path(words));
    times.push(performance.now() - from);
  }));
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  bar(`filtered events, ${times.length} questions, no two alike, at ${RATE} a second`, `${(times.length / seconds).toFixed(0)} a second, middle ${share(times, 0.5).toFixed(0)} ms, p99 ${share(times, 0.99).toFixed(0)} ms; CPU ${((spent(server.pid) - cpu) / times.length).toFixed(2)} ms a request`, times.length / seconds > RATE * 0.95 && share(times, 0.99) < SLOWEST);
  const [again, from, cpu2] = [[], performance.now(), spent(server.pid)];
  await Promise.all(Array.from({ length: 8 }, async (_, lane) => {
    for (let at = lane; at < 2000; at += 8) {
      const one = performance.now();
      await get(path(rest[at % 50]));
      again.push(performance.now() - one);
    }
  }));
  again.sort((a, b) => a - b);
  console.log(`      the same asked again and again: ${(again.length / ((performance.now() - from) / 1000)).toFixed(0)} a second, p99 ${share(again, 0.99).toFixed(0)} ms; CPU ${((spent(server.pid) - cpu2) / again.length).toFixed(2)} ms a request`);
}

const settled = () => !document.querySelector("#view[aria-busy]") && !document.querySelector(".wait") && document.querySelector("#view")?.children.length > 0;

async function page(known) {
  const browserPath = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => path && existsSync(path));
  if (!browserPath) return console.log("      no Chromium here: the page is not measured");
  const host = await chromium.launchServer({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
  const browser = await chromium.connect(host.wsEndpoint()), root = host.process().pid;
  const measured = [];
  for (const view of VIEWS) {
    const tab = await (await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" })).newPage();
    tab.setDefaultTimeout(120_000);
    const cpu = spent(server.pid);
    await tab.goto(`${server.url}/?view=${view}`, { waitUntil: "commit" });
    await tab.waitForFunction(settled, null, { polling: "raf" });
    const first = await tab.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now())))));
    bar(`first view of ${view}`, `${first.toFixed(0)} ms (CPU of the server ${spent(server.pid) - cpu} ms)`, first < FIRST);
    if (view !== "sql") for (const [name, values] of Object.entries(known)) {
      const value = values[1 % values.length], server_ = spent(server.pid), browser_ = used(root);
      // As a hand does it: the field changes, the view is drawn, the browser has painted.
      const time = await tab.evaluate(([name, value]) => new Promise((done) => {
        const field = document.getElementById(`filter-${name}`), started = performance.now();
        field.value = value;
        field.dispatchEvent(new Event("change", { bubbles: true }));
        const look = () => (!document.querySelector("#view[aria-busy]") && !document.querySelector(".wait") ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - started))) : requestAnimationFrame(look));
        look();
      }), [name, value]);
      measured.push({ view, name, value, time, cpu: spent(server.pid) - server_, drawn: used(root) - browser_ });
      await tab.evaluate((name) => { const field = document.getElementById(`filter-${name}`); field.value = ""; field.dispatchEvent(new Event("change", { bubbles: true })); }, name);
      await tab.waitForFunction(settled, null, { polling: "raf" });
    }
    const here = measured.filter((one) => one.view === view).sort((a, b) => b.time - a.time);
    if (here.length > 0) bar(`${view}: ${here.length} filters, the slowest`, `${here.slice(0, 3).map((one) => `${one.name} ${one.time.toFixed(0)} ms (CPU of the server ${one.cpu}, of the browser ${one.drawn})`).join(", ")}; middle ${here[here.length >> 1].time.toFixed(0)} ms; most CPU of both ${Math.max(...here.map((one) => one.cpu + one.drawn))} ms`, here[0].time < FILTER);
    await tab.context().close();
  }
  await browser.close();
  await host.close();
}

const server = await serve();
const started = performance.now();
const status = await json("/api/status");
await json("/api/bars");
console.log(`${status.totals.events.toLocaleString("en")} events, ${status.totals.reports.toLocaleString("en")} reports, ${status.totals.claims.toLocaleString("en")} claims; load of the machine ${loadavg()[0].toFixed(1)} on ${cpus().length} cores\n      the server was ready to draw after ${((performance.now() - started) / 1000).toFixed(1)} s, CPU ${spent(server.pid)} ms`);
const known = await values();
if (only !== "page") await events(known);
if (only !== "http") await page(known);
console.log(`      load of the machine at the end ${loadavg()[0].toFixed(1)}`);
agent.destroy();
server.end();
process.exit(missed > 0 ? 1 : 0);
