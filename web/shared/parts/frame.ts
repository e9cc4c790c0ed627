// The frame around a screen belongs to the build: a phone's bars in the village, header and navigation in the office.
// A screen says its title and the way back, and fills the slots line, bar, default and foot.
import type { Component, InjectionKey } from 'vue'

export const kFrame: InjectionKey<Component> = Symbol('frame')
