// Records a voice note, and sends its sound while it is being spoken, where the browser can. It ends by itself after a
// minute: longer ones are not understood better.
import type { Speak } from '../api/voice';
import microphone from './microphone.worklet.ts?worker&url';

const RATE = 16_000;
const MOST_MS = 60_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];

/** What was recorded, and the id under which the shop has it; '': it is still to be sent. */
export interface Note {
    file: File;
    mediaId: string;
}

export interface Recording {
    /** 0 to 1, of what is heard just now */
    level: () => number;
    /** The note, or null where nothing was heard; the microphone is let go either way. */
    stop: () => Promise<Note | null>;
}

export function canRecord(): boolean {
    return 'mediaDevices' in navigator && 'MediaRecorder' in window;
}

/** Asks for the microphone, and throws what the browser says when it is refused. */
export async function record(
    speak: Speak,
    onText: (text: string) => void,
    onEnd: () => void,
): Promise<Recording> {
    const sound = await soundOf(); // first: afterwards every word counts
    const stream = await navigator.mediaDevices
        .getUserMedia({ audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true } })
        .catch((thrown: unknown) => {
            sound?.close();
            throw thrown;
        });
    const voice = sound?.connect(stream) ? speak(onText) : null;
    if (voice) sound?.hear((piece) => voice.add(piece));
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
    const pieces: Blob[] = [];
    const meter = listen(stream);
    const timer = setTimeout(onEnd, MOST_MS);
    recorder.ondataavailable = ({ data }) => data.size && pieces.push(data);
    recorder.start();

    async function stop(): Promise<Note | null> {
        clearTimeout(timer);
        await new Promise((done) => {
            recorder.onstop = done;
            recorder.stop();
        });
        for (const track of stream.getTracks()) track.stop();
        meter.close();
        sound?.close();
        const mediaId = voice ? await voice.end() : '';
        const type = recorder.mimeType.split(';')[0] || 'audio/webm';
        return pieces.length ? { file: new File(pieces, 'Voice note', { type }), mediaId } : null;
    }
    return { level: meter.level, stop };
}

/** The sound of a microphone, piece by piece; null: this browser cannot. */
async function soundOf() {
    if (!('AudioWorkletNode' in window)) return null;
    const context = new AudioContext({ sampleRate: RATE });
    const close = () => void context.close();
    try {
        await context.audioWorklet.addModule(microphone);
    } catch {
        close();
        return null;
    }
    const node = new AudioWorkletNode(context, 'microphone', { channelCount: 1, numberOfOutputs: 0 });
    return {
        /** False: not all browsers change the rate of a microphone. */
        connect(stream: MediaStream): boolean {
            try {
                context.createMediaStreamSource(stream).connect(node);
                return true;
            } catch {
                return false;
            }
        },
        hear: (take: (piece: ArrayBuffer) => void) =>
            (node.port.onmessage = ({ data }) => take(data as ArrayBuffer)),
        close,
    };
}

function listen(stream: MediaStream) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    const samples = new Float32Array(analyser.fftSize);
    context.createMediaStreamSource(stream).connect(analyser);
    function level(): number {
        analyser.getFloatTimeDomainData(samples);
        const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
        return Math.min(1, Math.sqrt(power) * 4); // speech is seldom louder than a quarter of what fits
    }
    return { level, close: () => void context.close() };
}

/** Why there is no recording, for whoever wanted one. */
export function whyNot(thrown: unknown): string {
    const name = thrown instanceof DOMException ? thrown.name : '';
    if (name === 'NotAllowedError') return 'The browser does not let this page use the microphone.';
    if (name === 'NotFoundError') return 'There is no microphone.';
    return 'The microphone cannot be used just now.';
}
