// Build: src/ becomes dist/, the same bytes on every machine. `--check` builds in memory and says whether dist/ is what it would write.
import { build } from "esbuild";
import { readFile, writeFile, mkdir } from "node:fs/promises";

const check = process.argv.includes("--check");
const made = await build({
  entryPoints: { app: "src/main.ts" },
  bundle: true,
  minify: true,
  write: false,
  outdir: "dist",
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
});
const css = await build({ entryPoints: ["src/app.css"], bundle: true, minify: true, write: false, outdir: "dist", charset: "utf8", target: "es2022" });
const files = new Map([
  ["app.js", made.outputFiles[0].text],
  ["app.css", css.outputFiles[0].text],
  ["index.html", await readFile("static/index.html", "utf8")],
  ["icon.svg", await readFile("static/icon.svg", "utf8")],
  ["LICENSES", await licences()],
]);

// What is bundled says under which terms, beside it.
async function licences() {
  const lock = JSON.parse(await readFile("package-lock.json", "utf8"));
  const bundled = Object.keys(lock.packages).filter((path) => /^node_modules\/(d3-|internmap)/.test(path)).sort();
  const parts = bundled.map(async (path) => {
    const about = JSON.parse(await readFile(`${path}/package.json`, "utf8"));
    const text = await readFile(`${path}/LICENSE`, "utf8");
    return `${about.name} ${about.version}\n\n${text.trim()}\n`;
  });
  return "app.js holds parts of these packages.\n\n" + (await Promise.all(parts)).join("\n----\n\n");
}

let wrong = 0;
await mkdir("dist", { recursive: true });
for (const [name, text] of files) {
  const path = `dist/${name}`;
  if (!check) {
    await writeFile(path, text);
    continue;
  }
  const kept = await readFile(path, "utf8").catch(() => "");
  if (kept !== text) {
    console.error(`web/${path} is not what web/src gives: run \`cargo xtask page\``);
    wrong = 1;
  }
}
process.exit(wrong);
