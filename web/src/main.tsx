import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Events } from './api/events';
import { Api, later } from './api/http';
import { Live, type Socket } from './api/live';
import { upload } from './api/upload';
import { speak } from './api/voice';
import { AccountKeeper, watching } from './state/account';
import { Attachments } from './state/attachments';
import { addressOf, newId, sessionInAddress, showTheme, theme, userId } from './state/browser';
import { Shop } from './state/shop';
import { Suggester } from './state/suggester';
import { App } from './view/App';
import './style/base.css';
import './style/layout.css';
import './style/conversation.css';
import './style/products.css';
import './style/sign-in.css';

const PROTOCOL = 'steward.v1';
const LEAVING_MS = 2000;

function connect(): Socket {
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    return new WebSocket(`${scheme}//${location.host}/api/v1/ws`, PROTOCOL);
}

function schedule(run: () => void, ms: number) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
}

const locale = navigator.language || 'en-US';
const user = userId();
const api = new Api(
    watching(
        (path, init) => fetch(path, init),
        () => void keeper.check(),
    ),
    locale,
);
const events = new Events(
    (path, init) => fetch(path, init),
    () => navigator,
);
const suggester = new Suggester((text, signal) => api.suggest(text, signal), schedule);
const attachments = new Attachments({
    upload,
    addressOf: (file) => URL.createObjectURL(file),
    release: (address) => URL.revokeObjectURL(address),
});
const shop = new Shop({
    api,
    userId: user,
    newId,
    schedule,
    live: (sessionId, { onEvent, onStatus }) =>
        new Live(sessionId, user, {
            connect,
            schedule,
            random: Math.random,
            locale,
            onEvent,
            onStatus: (status) => {
                // A browser does not tell why a WebSocket is refused.
                if (status === 'reconnecting') void keeper.check();
                onStatus(status);
            },
        }),
    onNamed: (sessionId) => history.replaceState(null, '', addressOf(sessionId)),
});

const keeper: AccountKeeper = new AccountKeeper(api, {
    onWanted: () => shop.suspend(),
    onIn: () => shop.resume(),
    onLeaving: () => Promise.race([attachments.clear(), later(LEAVING_MS)]),
    onOut: () => {
        events.forget();
        history.pushState(null, '', addressOf(''));
        shop.leave();
    },
});

showTheme(theme());
void keeper.check();
shop.open(sessionInAddress());
addEventListener('popstate', () => shop.open(sessionInAddress()));
addEventListener('online', () => shop.retryNow());
addEventListener('pagehide', () => void attachments.clear(true));
document.addEventListener('visibilitychange', () => document.hidden || shop.retryNow());

const place = document.getElementById('page');
if (place)
    createRoot(place).render(
        <StrictMode>
            <App
                shop={shop}
                keeper={keeper}
                suggester={suggester}
                attachments={attachments}
                speak={(onText) => speak({ connect, schedule, onText })}
                events={events}
                locale={locale}
            />
        </StrictMode>,
    );
