using System.Buffers;

namespace Cosmo.Identity.Threats.Inspection;

/// <summary>Paths that nobody asks this server for but programs that look for holes in others: no path of ours has any of these marks.</summary>
internal static class ScannerPaths
{
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [
            // Programs of other platforms.
            ".php", ".asp", ".jsp", ".jspx", ".cgi", ".cfm", ".action", "/cgi-bin", "/wp-", "/wordpress", "/xmlrpc", "/joomla", "/drupal", "/magento",
            "phpmyadmin", "phppgadmin", "/adminer", "/pma/", "phpunit", "phpinfo", "/laravel", "/_ignition", "/_profiler", "/telescope/",
            // Files that were left lying about.
            "/.env", "/.git", "/.svn", "/.hg/", "/.bzr", "/.aws", "/.azure", "/.ssh", "/.docker", "/.kube", "/.vscode", "/.idea", "/.ht", "/.ds_store",
            "/.npmrc", "/.bash", "/.config", "/.s3cfg", "/.circleci", "/.travis", "id_rsa", "web.config", "/appsettings", ".sql", ".bak", ".old", ".swp", ".tar", ".tgz", ".rar", ".7z",
            "/backup", "/dump.", "/database.", "/credentials", "/docker-compose", "/server.key",
            // Consoles and appliances.
            "/actuator", "/jolokia", "/jmx-console", "/web-console", "/invoker/", "/manager/html", "/host-manager", "/web-inf", "/meta-inf", "/struts",
            "/solr/", "/druid/", "/nacos", "/jenkins", "/geoserver", "/kibana", "/grafana", "/elasticsearch", "/_cat/", "/_search", "/v2/_catalog",
            "/server-status", "/server-info", "/nginx_status", "/hnap1", "/boaform", "/goform", "/gponform", "/dana-na", "/dana-cached", "/remote/fgt_lang",
            "/remote/login", "/+cscoe+", "/owa/auth", "/ecp/", "/vpns/", "/api/jsonws", "/v2/api-docs", "/v3/api-docs", "/swagger-ui", "/trace.axd", "/elmah.axd",
            "/sdk/websense", "/evox/", "/nmaplowercheck", "/nice ports", "/etc/passwd", "/etc/shadow", "/proc/self", "win.ini", "boot.ini",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Allocates nothing.</summary>
    public static bool IsOne(ReadOnlySpan<char> path) => path.ContainsAny(Marks);
}
