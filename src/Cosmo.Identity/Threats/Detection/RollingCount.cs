using System.Runtime.InteropServices;

namespace Cosmo.Identity.Threats.Detection;

/// <summary>About how often something happened in a sliding window: the current one, and the fitting part of the one before.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct RollingCount
{
    private long window;
    private int current;
    private int before;

    public void Add(int count, TimeSpan now, TimeSpan length)
    {
        Move(now, length);
        current = (int)Math.Min(int.MaxValue, (long)current + count);
    }

    public int At(TimeSpan now, TimeSpan length)
    {
        Move(now, length);
        var past = (now - (window * length)) / length;
        return current + (int)(before * (1 - past));
    }

    private void Move(TimeSpan now, TimeSpan length)
    {
        var number = (long)(now / length);
        if (number == window)
        {
            return;
        }

        before = number == window + 1 ? current : 0;
        current = 0;
        window = number;
    }
}
