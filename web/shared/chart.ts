// ECharts as the house draws it: SVG, no animation, direct labels, brand and one grey. Fetched only by what draws.
import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { onBeforeUnmount, onMounted, watch, type Ref } from 'vue'

use([BarChart, LineChart, GridComponent, SVGRenderer])

export const kBrand = '#1A5276'
export const kGrey = '#E3E7EA'
export const kInk2 = '#55616A'

/** Draws `option` in the box now, after each change, and anew when the box changes its width. */
export function useChart(box: Ref<HTMLElement | undefined>, option: () => EChartsCoreOption): void {
  let chart: ReturnType<typeof init> | null = null
  const size = () => chart?.resize()
  const draw = () => chart?.setOption({ animation: false, textStyle: { fontFamily: 'inherit', fontSize: 13, color: kInk2 }, ...option() }, true)
  onMounted(() => {
    if (!box.value) return
    chart = init(box.value, undefined, { renderer: 'svg' })
    draw()
    addEventListener('resize', size)
  })
  watch(option, draw)
  onBeforeUnmount(() => {
    removeEventListener('resize', size)
    chart?.dispose()
  })
}
