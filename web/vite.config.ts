import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// React's licence wants its text to go with every copy, and the script only names it.
const licence: Plugin = {
    name: 'licence',
    generateBundle() {
        const source = readFileSync(new URL('node_modules/react/LICENSE', import.meta.url));
        this.emitFile({ type: 'asset', fileName: 'assets/react.LICENSE.txt', source });
    },
};

const steward = process.env['STEWARD_URL'] ?? 'http://127.0.0.1:8000';

export default defineConfig({
    plugins: [licence],
    build: {
        outDir: process.env['STEWARD_WEB_OUT'] ?? '../build/web',
        emptyOutDir: true,
        // Nothing becomes a data: address or an inline script: the page's policy does not allow it.
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        target: 'es2022',
        reportCompressedSize: false,
    },
    server: {
        host: '127.0.0.1',
        proxy: {
            '/api': { target: steward, ws: true },
            '/problems': steward,
        },
    },
    test: {
        include: ['tests/**/*.test.{ts,tsx}'],
    },
});
