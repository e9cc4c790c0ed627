import type { Plugin } from 'vite'

export function readSentences(part: 'page' | 'desk', language: string): Record<string, string>
export function feedbackSentences(): Plugin
