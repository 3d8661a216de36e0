using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cosmo.Identity.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class RateLimitCounters : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "rate_limit_counters",
                columns: table => new
                {
                    key = table.Column<Guid>(type: "uuid", nullable: false),
                    hits = table.Column<long[]>(type: "bigint[]", nullable: false),
                    once = table.Column<Guid>(type: "uuid", nullable: true),
                    told_until = table.Column<long>(type: "bigint", nullable: false),
                    is_refused = table.Column<bool>(type: "boolean", nullable: false),
                    is_news = table.Column<bool>(type: "boolean", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rate_limit_counters", x => x.key);
                })
                .Annotation("Npgsql:UnloggedTable", true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "rate_limit_counters");
        }
    }
}
