// The pages of the API documents: Swagger UI and Redoc as they are published, under names with a hash of their content,
// each started by a small script of our own. Every service serves them (common/service/documents.c).
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const out = process.env.STEWARD_DOCS_OUT ?? join(web, '../build/documents');

// Redoc would fetch its maker's logo. A release without this address needs another look, so the build stops.
const LOGO = '"https://cdn.redoc.ly/redoc/logo-mini.svg"';
function withoutLogo(text) {
    if (text.split(LOGO).length !== 2) throw new Error(`redoc.standalone.js does not name ${LOGO} once`);
    return text.replace(LOGO, '"data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="');
}

// What neither needs: a map is fetched by developer tools, from where there is none.
const withoutMap = (text) => text.replace(/\n?(?:\/\/|\/\*)# sourceMappingURL=\S+(?: \*\/)?\s*$/, '\n');

const assets = [
    ['node_modules/swagger-ui-dist/swagger-ui-bundle.js', withoutMap],
    ['node_modules/swagger-ui-dist/swagger-ui.css', withoutMap],
    ['node_modules/redoc/bundles/redoc.standalone.js', (text) => withoutMap(withoutLogo(text))],
    ['documents/swagger.js', (text) => text],
    ['documents/redoc.js', (text) => text],
];
const licences = [
    ['node_modules/swagger-ui-dist/LICENSE', 'swagger-ui.LICENSE.txt'],
    ['node_modules/swagger-ui-dist/NOTICE', 'swagger-ui.NOTICE.txt'],
    ['node_modules/swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt', 'swagger-ui-bundle.js.LICENSE.txt'],
    ['node_modules/redoc/LICENSE', 'redoc.LICENSE.txt'],
    ['node_modules/redoc/bundles/redoc.standalone.js.LICENSE.txt', 'redoc.standalone.js.LICENSE.txt'],
];

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'assets'), { recursive: true });
const names = new Map();
for (const [path, change] of assets) {
    const { name, ext, base } = parse(path);
    const text = change(readFileSync(join(web, path), 'utf8'));
    const hash = createHash('sha256').update(text).digest('base64url').slice(0, 8);
    names.set(`/docs/assets/${base}`, `/docs/assets/${name}-${hash}${ext}`);
    writeFileSync(join(out, 'assets', `${name}-${hash}${ext}`), text);
}
for (const [path, name] of licences) copyFileSync(join(web, path), join(out, 'assets', name));
for (const page of ['swagger.html', 'redoc.html']) {
    const text = readFileSync(join(web, 'documents', page), 'utf8');
    writeFileSync(
        join(out, page),
        text.replace(/\/docs\/assets\/[\w.-]+/g, (name) => {
            if (!names.has(name)) throw new Error(`${page} names ${name}, which is not built`);
            return names.get(name);
        }),
    );
}
