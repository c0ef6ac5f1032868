// What the page and the API documents are built from, as components of a CycloneDX file, each after a comma:
// node page-components.mjs package-lock.json. Tools that only build it are not in it.
import { readFileSync } from 'node:fs';

const SHIPPED = ['react', 'react-dom', 'redoc', 'swagger-ui-dist'];
const { packages } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

// Where Node.js finds `name` from a package that lies at `from`: beside it, or further up.
function found(name, from) {
    for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
        const path = `${at ? `${at}/` : ''}node_modules/${name}`;
        if (packages[path]) return path;
        if (!at) return undefined;
    }
}

const seen = new Set();
function add(path) {
    if (!path || seen.has(path)) return;
    seen.add(path);
    for (const name of Object.keys(packages[path].dependencies ?? {})) add(found(name, path));
}
for (const name of SHIPPED) add(found(name, ''));

for (const path of [...seen].sort()) {
    const name = packages[path].name ?? path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const { version, license } = packages[path];
    const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
    const component = { type: 'library', name, version, 'bom-ref': path, purl };
    if (license) component.licenses = [{ expression: license }];
    console.log(`  ,${JSON.stringify(component)}`);
}
