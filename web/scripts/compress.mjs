// Puts a .br and a .gz beside every built file that gets smaller by it.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const built = (folder) => fileURLToPath(new URL(`../../build/${folder}`, import.meta.url));
const folders = [
    process.env.STEWARD_WEB_OUT ?? built('web'),
    process.env.STEWARD_DOCS_OUT ?? built('documents'),
];
const encoders = {
    '.br': (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    '.gz': (bytes) => gzipSync(bytes, { level: 9 }),
};

const files = folders.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }));
for (const entry of files) {
    if (!entry.isFile() || !/\.(html|js|css|svg|json|txt)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    for (const [ending, encode] of Object.entries(encoders)) {
        const small = encode(bytes);
        if (small.length < bytes.length) writeFileSync(path + ending, small);
    }
}
