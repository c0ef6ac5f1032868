// The page as it is built: its size, and that nothing in it needs more than its policy allows.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const FOLDER =
    process.env['STEWARD_WEB_OUT'] ?? fileURLToPath(new URL('../../../build/web', import.meta.url));
const MOST_SCRIPT_BYTES = 180_000;
const MOST_STYLE_BYTES = 25_000;

describe.skipIf(!existsSync(join(FOLDER, 'index.html')))('the built page', () => {
    const page = () => readFileSync(join(FOLDER, 'index.html'), 'utf8');
    const assets = (ending: string) =>
        readdirSync(join(FOLDER, 'assets')).filter((name) => name.endsWith(ending));
    const packed = (ending: string) =>
        assets(ending).reduce(
            (sum, name) => sum + gzipSync(readFileSync(join(FOLDER, 'assets', name))).length,
            0,
        );

    it('is small', () => {
        expect(packed('.js')).toBeGreaterThan(10_000);
        expect(packed('.js')).toBeLessThan(MOST_SCRIPT_BYTES);
        expect(packed('.css')).toBeLessThan(MOST_STYLE_BYTES);
    });

    it('has no script and no style in itself', () => {
        expect(page()).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);
    });

    it('asks for nothing from elsewhere', () => {
        for (const [, address] of page().matchAll(/(?:src|href)="([^"]*)"/g))
            expect(address).toMatch(/^\/assets\//);
        for (const name of assets('.css'))
            expect(readFileSync(join(FOLDER, 'assets', name), 'utf8')).not.toMatch(/url\(|@import/);
    });

    it('has everything compressed, under names with a hash', () => {
        for (const name of [...assets('.js'), ...assets('.css')]) {
            expect(name).toMatch(/-[\w-]{8}\.(js|css)$/);
            for (const ending of ['.br', '.gz'])
                expect(existsSync(join(FOLDER, 'assets', name + ending))).toBe(true);
        }
    });
});
