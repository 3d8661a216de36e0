// Draws what [data-chart] says, by Apache ECharts as SVG: its canvas and its tooltips would write HTML, which the policy forbids.
const colour = name => {
  const probe = document.createElement("i");
  probe.className = `ink-${name}`;
  probe.hidden = true;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
};

const dashes = ["solid", "dashed", "dotted"];

const paint = (chart, element) => {
  const { labels, series } = JSON.parse(element.dataset.chart);
  const [text, line] = [colour("quiet"), colour("line")];
  chart.setOption({
    animation: false,
    aria: { enabled: false },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    color: [1, 2, 3, 4].map(number => colour(`series-${number}`)),
    grid: { left: 8, right: 28, top: 32, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, textStyle: { color: text } },
    xAxis: { type: "category", data: labels, axisLabel: { color: text, hideOverlap: true }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { color: text }, splitLine: { lineStyle: { color: line } } },
    series: series.map((one, i) => ({ name: one.name, type: "line", data: one.counts, symbolSize: 5, showSymbol: one.counts.length < 40, lineStyle: { width: 2, type: dashes[i % 3] } })),
  });
};

const begin = () => {
  const elements = [...document.querySelectorAll("[data-chart]")];
  if (!window.echarts || elements.length === 0) return;
  const charts = elements.map(element => window.echarts.init(element, null, { renderer: "svg", height: 240 }));
  const paintAll = () => charts.forEach((chart, i) => paint(chart, elements[i]));
  paintAll();
  const watch = new ResizeObserver(() => charts.forEach(chart => chart.resize()));
  elements.forEach(element => watch.observe(element));
  // Painted over, never disposed of: that would write HTML as well.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintAll);
};

begin();
