using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Cosmo.Identity.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class AttackProtection : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "hourly_statistics",
                columns: table => new
                {
                    hour = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hourly_statistics", x => new { x.hour, x.name });
                });

            migrationBuilder.CreateTable(
                name: "ip_blocks",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    network = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    lifted_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    repetition = table.Column<int>(type: "integer", nullable: false),
                    reason = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: false),
                    score = table.Column<int>(type: "integer", nullable: true),
                    placed_by = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    is_shadow = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_ip_blocks", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "job_runs",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    job = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    node = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    duration_milliseconds = table.Column<int>(type: "integer", nullable: true),
                    rows = table.Column<long>(type: "bigint", nullable: false),
                    error = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job_runs", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "known_devices",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    device_hash = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false),
                    first_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    network = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    description = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_devices", x => new { x.user_id, x.device_hash });
                    table.ForeignKey(
                        name: "fk_known_devices_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "known_networks",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    network = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    first_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_known_networks", x => new { x.user_id, x.network });
                    table.ForeignKey(
                        name: "fk_known_networks_asp_net_users_user_id",
                        column: x => x.user_id,
                        principalTable: "users",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "security_event_floods",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    writer = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<int>(type: "integer", nullable: false),
                    ip_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    window_start = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_security_event_floods", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "security_event_seals",
                columns: table => new
                {
                    writer = table.Column<long>(type: "bigint", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    sequences = table.Column<string>(type: "text", nullable: false),
                    digest = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false),
                    mac = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false),
                    pruned_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    pruned_mac = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_security_event_seals", x => new { x.writer, x.number });
                });

            migrationBuilder.CreateTable(
                name: "security_event_writers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    started_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    stopped_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: true),
                    seals = table.Column<long>(type: "bigint", nullable: false),
                    head_mac = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_security_event_writers", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "security_events",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    occurred_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    type = table.Column<int>(type: "integer", nullable: false),
                    severity = table.Column<int>(type: "integer", nullable: false),
                    outcome = table.Column<int>(type: "integer", nullable: false),
                    count = table.Column<int>(type: "integer", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: true),
                    client_id = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ip_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    device = table.Column<string>(type: "character varying(160)", maxLength: 160, nullable: true),
                    actor = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    correlation_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    name_hash = table.Column<long>(type: "bigint", nullable: true),
                    pair_hash = table.Column<long>(type: "bigint", nullable: true),
                    agent_hash = table.Column<long>(type: "bigint", nullable: true),
                    details = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: true),
                    writer = table.Column<long>(type: "bigint", nullable: false),
                    sequence = table.Column<long>(type: "bigint", nullable: false),
                    mac = table.Column<string>(type: "character varying(43)", maxLength: 43, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_security_events", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_counters",
                columns: table => new
                {
                    key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    failures = table.Column<int>(type: "integer", nullable: false),
                    pending = table.Column<int>(type: "integer", nullable: false),
                    last_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_counters", x => x.key);
                });

            migrationBuilder.CreateTable(
                name: "suspicious_activity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    ip_address = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    scored_at = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    window_start = table.Column<DateTime>(type: "timestamp with time zone", nullable: false),
                    score = table.Column<int>(type: "integer", nullable: false),
                    reasons = table.Column<string>(type: "character varying(4000)", maxLength: 4000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suspicious_activity", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_ip_blocks_expires_at",
                table: "ip_blocks",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_ip_blocks_network_expires_at",
                table: "ip_blocks",
                columns: new[] { "network", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "ix_job_runs_job_started_at",
                table: "job_runs",
                columns: new[] { "job", "started_at" });

            migrationBuilder.CreateIndex(
                name: "ix_known_devices_last_seen_at",
                table: "known_devices",
                column: "last_seen_at");

            migrationBuilder.CreateIndex(
                name: "ix_known_networks_last_seen_at",
                table: "known_networks",
                column: "last_seen_at");

            migrationBuilder.CreateIndex(
                name: "ix_security_event_floods_writer_type_ip_address_window_start",
                table: "security_event_floods",
                columns: new[] { "writer", "type", "ip_address", "window_start" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_security_events_subject_id_id",
                table: "security_events",
                columns: new[] { "subject_id", "id" },
                filter: "subject_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_counters_expires_at",
                table: "sign_in_counters",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_suspicious_activity_ip_address",
                table: "suspicious_activity",
                column: "ip_address",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_suspicious_activity_scored_at",
                table: "suspicious_activity",
                column: "scored_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "hourly_statistics");

            migrationBuilder.DropTable(
                name: "ip_blocks");

            migrationBuilder.DropTable(
                name: "job_runs");

            migrationBuilder.DropTable(
                name: "known_devices");

            migrationBuilder.DropTable(
                name: "known_networks");

            migrationBuilder.DropTable(
                name: "security_event_floods");

            migrationBuilder.DropTable(
                name: "security_event_seals");

            migrationBuilder.DropTable(
                name: "security_event_writers");

            migrationBuilder.DropTable(
                name: "security_events");

            migrationBuilder.DropTable(
                name: "sign_in_counters");

            migrationBuilder.DropTable(
                name: "suspicious_activity");
        }
    }
}
