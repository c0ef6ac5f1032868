// What the page keeps in the browser and in its address: who is here, which conversation, light or dark.

const USER = 'steward.user';
const THEME = 'steward.theme';

export type Theme = 'system' | 'light' | 'dark';

/** Random enough to name a shopper; works on plain http, too, where crypto.randomUUID does not. */
export function newId(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function kept(name: string): string | null {
    try {
        return localStorage.getItem(name);
    } catch {
        return null; // private windows may refuse
    }
}

function keep(name: string, value: string) {
    try {
        localStorage.setItem(name, value);
    } catch {
        // It is kept as long as the page is open.
    }
}

export function userId(): string {
    const known = kept(USER);
    if (known && /^[0-9a-f]{32}$/.test(known)) return known;
    const fresh = newId();
    keep(USER, fresh);
    return fresh;
}

export function theme(): Theme {
    const known = kept(THEME);
    return known === 'light' || known === 'dark' ? known : 'system';
}

export function setTheme(chosen: Theme) {
    keep(THEME, chosen);
    showTheme(chosen);
}

export function showTheme(chosen: Theme) {
    if (chosen === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = chosen;
}

export function sessionInAddress(): string {
    return new URLSearchParams(location.search).get('session') ?? '';
}

export function addressOf(sessionId: string): string {
    return sessionId ? `/?session=${encodeURIComponent(sessionId)}` : '/';
}
