// Push to talk: held, it records until it is let go; a short click, or a key, starts it, and the next one ends it.
import { useEffect, useRef, useState } from 'react';
import type { Speak } from '../api/voice';
import { canRecord, type Note, record, type Recording, whyNot } from '../state/recorder';
import { Icon } from './Icon';

const HELD_MS = 400; // pressed for longer it is held
const FRAME_MS = 80;

interface RecorderProps {
    speak: Speak;
    onNote: (note: Note) => void;
    onTrouble: (why: string) => void;
}

export function Recorder({ speak, onNote, onTrouble }: RecorderProps) {
    const [standing, setStanding] = useState<'idle' | 'waiting' | 'recording'>('idle');
    const [text, setText] = useState(''); // that is understood so far
    const running = useRef<Recording | null>(null);
    const pressedAt = useRef(0);
    const isWanted = useRef(false); // the browser may still be asking when the button is let go

    useEffect(() => () => void running.current?.stop(), []);
    if (!canRecord()) return null;

    async function start() {
        isWanted.current = true;
        setStanding('waiting');
        setText('');
        onTrouble('');
        try {
            running.current = await record(speak, setText, () => void end());
            setStanding('recording');
            if (!isWanted.current) await end();
        } catch (thrown) {
            setStanding('idle');
            onTrouble(whyNot(thrown));
        }
    }

    async function end() {
        isWanted.current = false;
        const recording = running.current;
        if (!recording) return;
        running.current = null;
        setStanding('waiting');
        const note = await recording.stop();
        setStanding('idle');
        if (note) onNote(note);
        else onTrouble('Nothing was recorded.');
    }

    const toggle = () => void (standing === 'idle' ? start() : end());
    return (
        <>
            <button
                type="button"
                className={`icon tool ${standing === 'recording' ? 'is-recording' : ''}`}
                aria-label={standing === 'idle' ? 'Record a voice note' : 'End the voice note'}
                aria-pressed={standing !== 'idle'}
                onPointerDown={({ button, timeStamp }) => {
                    if (button !== 0) return;
                    pressedAt.current = timeStamp;
                    toggle();
                }}
                onPointerUp={({ timeStamp }) => {
                    if (isWanted.current && timeStamp - pressedAt.current > HELD_MS) void end();
                }}
                onClick={({ detail }) => detail === 0 && toggle()} // by a key: a pointer has done it already
            >
                <Icon name="microphone" />
            </button>
            {standing === 'recording' && <Meter level={() => running.current?.level() ?? 0} />}
            <span className="unseen" role="status">
                {standing === 'recording' ? 'Recording' : ''}
            </span>
            <output
                className="so-far"
                aria-label="Understood so far"
                aria-live="polite"
                hidden={standing === 'idle'}
            >
                {text}
            </output>
        </>
    );
}

function Meter({ level }: { level: () => number }) {
    const [now, setNow] = useState(0);
    useEffect(() => {
        const timer = setInterval(() => setNow(level()), FRAME_MS);
        return () => clearInterval(timer);
    }, []);
    return <meter className="level" aria-label="How loud you are" value={now} max={1} />;
}
