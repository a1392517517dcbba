// Bundles styles, scripts, fonts and icons into the program's static files.
import { copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import * as esbuild from 'esbuild';
import { pruneTabler } from './prune.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.resolve(here, '../src/tinhgon/frame/static/tinhgon');
const fresh = `${target}.new`; // built beside and put in place whole, so a running site is never without

// htmx can run code written in attributes; the site forbids that, so the code that could is taken out.
const REFUSED = "(function() { throw new Error('code in attributes is switched off') })";
const HTMX_CUTS = [
  ['return eval(str)', `return ${REFUSED}()`],
  ['return Function(conditionalSource)()', `return ${REFUSED}()`],
  ["func = new Function('event', code)", `func = ${REFUSED}`],
  ["return Function('event', 'return (' + str + ')').call(elt, event)", `return ${REFUSED}()`],
  ["return Function('return (' + str + ')').call(elt)", `return ${REFUSED}()`],
];

const withoutEval = {
  name: 'htmx-without-eval',
  setup(build) {
    build.onLoad({ filter: /htmx\.esm\.js$/ }, async ({ path: file }) => {
      let contents = await readFile(file, 'utf8');
      for (const [from, to] of HTMX_CUTS) {
        if (!contents.includes(from)) throw new Error(`htmx changed: "${from}" is not there any more`);
        contents = contents.replace(from, () => to);
      }
      return { contents, loader: 'js' };
    });
  },
};

const withoutUnused = {
  name: 'tabler-without-unused',
  setup(build) {
    build.onLoad({ filter: /tabler\.css$/ }, async ({ path: file }) => ({
      contents: pruneTabler(await readFile(file, 'utf8')),
      loader: 'css',
      resolveDir: path.dirname(file),
    }));
  },
};

async function sprite() {
  const names = (await readFile(path.join(here, 'icons.txt'), 'utf8')).split('\n').filter(Boolean);
  const folder = path.join(here, 'node_modules/@tabler/icons/icons/outline');
  const symbols = await Promise.all(
    names.map(async (name) => {
      const svg = await readFile(path.join(folder, `${name}.svg`), 'utf8');
      const shapes = svg
        .replace(/^[\s\S]*?<svg[^>]*>/, '')
        .replace('</svg>', '')
        .replace(/<path stroke="none"[^>]*\/>/, '')
        .replace(/\s*\n\s*/g, '');
      return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`;
}

/** The licences of everything that is bundled, as each package states it. */
async function licences() {
  const lock = JSON.parse(await readFile(path.join(here, 'package-lock.json'), 'utf8'));
  const bundled = Object.entries(lock.packages).filter(([name, { dev }]) => name && !dev);
  const texts = await Promise.all(
    bundled.map(async ([name, { version, license }]) => {
      const folder = path.join(here, name);
      const files = (await readdir(folder)).filter((file) => /^(licen[cs]e(_font)?|notice)(\.(md|txt))?$/i.test(file));
      const bodies = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
      return [`${name.split('node_modules/').pop()} ${version}, ${license}`, ...bodies.map((body) => body.trim())].join('\n\n');
    }),
  );
  return `${texts.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** The typeface of printed papers, as the program that sets them reads it. */
async function printFonts() {
  const folder = path.join(here, 'node_modules/@expo-google-fonts/tinos');
  await mkdir(path.join(fresh, 'print'));
  for (const cut of ['400Regular', '400Regular_Italic', '700Bold', '700Bold_Italic']) {
    await copyFile(path.join(folder, cut, `Tinos_${cut}.ttf`), path.join(fresh, 'print', `Tinos_${cut}.ttf`));
  }
}

/** Beside each text a smaller twin for browsers that take it; WhiteNoise picks the smallest. */
async function compress() {
  const texts = (await readdir(fresh)).filter((name) => /\.(css|js|svg)$/.test(name));
  for (const name of texts) {
    const file = path.join(fresh, name);
    const content = await readFile(file);
    await writeFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
    await writeFile(`${file}.br`, await promisify(brotliCompress)(content));
  }
}

async function build() {
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  await esbuild.build({
    absWorkingDir: here,
    entryPoints: { main: 'js/main.js', charts: 'js/charts.js', editor: 'js/editor.js', 'main-style': 'css/main.css' },
    outdir: fresh,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022', 'chrome115', 'firefox121', 'safari17'],
    loader: { '.woff2': 'file' },
    assetNames: 'fonts/[name]',
    legalComments: 'eof',
    sourcemap: false,
    logLevel: 'warning',
    charset: 'utf8',
    plugins: [withoutEval, withoutUnused],
  });
  const style = path.join(fresh, 'main-style.css');
  await writeFile(path.join(fresh, 'main.css'), await readFile(style, 'utf8'));
  await rm(style);
  await writeFile(path.join(fresh, 'icons.svg'), await sprite());
  await copyFile(path.join(here, 'icon.svg'), path.join(fresh, 'icon.svg'));
  await printFonts();
  await writeFile(path.join(fresh, 'licences.txt'), await licences());
  await compress();
  await rm(target, { recursive: true, force: true });
  await rename(fresh, target);
}

async function sizes() {
  const kilobytes = async (name) => Math.round((await stat(path.join(target, name))).size / 1024);
  const names = ['main.css', 'main.js', 'charts.js', 'editor.js', 'icons.svg'];
  const parts = await Promise.all(names.map(async (name) => `${name} ${await kilobytes(name)} KB (${await kilobytes(`${name}.br`)})`));
  return parts.join(' · ');
}

await build();
console.log(`assets: ${await sizes()}`);
