// A voice note, sent while it is being spoken (docs/live.md, "Speaking"): what is understood so far comes back, and at its
// end the id under which it is kept. It has a connection of its own, and nothing depends on it: whoever records has the
// whole recording, too.
import type { Socket } from './live';
import type { LiveEvent } from './types';

export interface Voice {
    /** 16 kHz, one channel, 16 bits */
    add: (sound: ArrayBuffer) => void;
    /** That was all: its media_id; '': it has to be sent as a file. */
    end: () => Promise<string>;
}

/** Begins one; `onText`: all that is understood so far. */
export type Speak = (onText: (text: string) => void) => Voice;

export interface VoiceOptions {
    connect: () => Socket;
    schedule: (run: () => void, ms: number) => () => void;
    onText: (text: string) => void;
}

const WAITING_MOST = 100; // pieces of sound before the server has said that it listens
const HEARD_WITHIN_MS = 8000;
const UNHEARD = 'recording-unheard'; // it is kept all the same

export function speak({ connect, schedule, onText }: VoiceOptions): Voice {
    const socket = connect();
    const waiting: ArrayBuffer[] = [];
    let standing: 'beginning' | 'speaking' | 'over' = 'beginning';
    let isEnding = false;
    let mediaId = '';
    let told: (mediaId: string) => void = () => {};

    function over(kept = '') {
        if (standing === 'over') return;
        standing = 'over';
        mediaId = kept;
        socket.onopen = socket.onclose = socket.onmessage = null;
        socket.close();
        told(mediaId);
    }

    function started() {
        standing = 'speaking';
        for (const sound of waiting.splice(0)) socket.send(sound);
        if (isEnding) sendEnd();
    }

    const sendEnd = () => socket.send(JSON.stringify({ voice_end: {} }));

    socket.onopen = () => socket.send(JSON.stringify({ voice_start: {} }));
    socket.onclose = () => over();
    socket.onmessage = ({ data }) => {
        const event = JSON.parse(data as string) as LiveEvent;
        if (event.type === 'voice.started') started();
        else if (event.type === 'voice.partial') onText(event.text ?? '');
        else if (event.type === 'voice.heard') over(event.media_id);
        else if (event.type === 'error' && !event.problem?.type?.endsWith(UNHEARD)) over();
    };

    return {
        add(sound) {
            if (standing === 'speaking') socket.send(sound);
            else if (standing === 'beginning' && waiting.push(sound) > WAITING_MOST) over();
        },
        end() {
            isEnding = true;
            if (standing === 'speaking') sendEnd();
            return new Promise((done) => {
                const stop = schedule(() => over(), HEARD_WITHIN_MS);
                told = (kept) => {
                    stop();
                    done(kept);
                };
                if (standing === 'over') told(mediaId);
            });
        },
    };
}
