// Writes package-lock.json of web/, or of the folder that is named, anew from package.json, without the addresses that the packages came from: npm asks
// whatever registry it is told to, and the integrity still holds. Resolved in an empty folder, for npm leaves out the
// optional packages of other systems when it looks at what is installed here.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = process.argv[2] ? resolve(process.argv[2]) : fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'steward-lock-'));
try {
    copyFileSync(join(home, 'package.json'), join(folder, 'package.json'));
    execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts'], {
        cwd: folder,
        stdio: 'inherit',
    });
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
    for (const entry of Object.values(lock.packages)) {
        delete entry.resolved;
        delete entry.funding;
    }
    writeFileSync(join(home, 'package-lock.json'), JSON.stringify(lock, null, 2) + '\n');
} finally {
    rmSync(folder, { recursive: true });
}
